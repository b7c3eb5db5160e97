using Warren.Api.Access;

namespace Warren.Access.Accounts;

/// <summary>Makes the accounts that an installation begins with.</summary>
public sealed class FirstStart(IAccessStore store, AccessState state, Passwords passwords, TimeProvider time)
{
    /// <summary>Whether nothing was ever stored.</summary>
    public async Task<bool> IsDueAsync(CancellationToken cancellationToken) => await store.ReadVersionAsync(cancellationToken) == 0;

    /// <summary>Makes them: that of the installation's token, and an administrator with a password.</summary>
    /// <returns>False where another server was first.</returns>
    public async Task<bool> RunAsync(string adminPassword, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var local = new AccountRecord(AccessNames.NewId(), AccountRecord.Local, PrincipalType.Account) { DisplayName = "Whoever has the installation's token", CreatedAt = now };
        var admin = new AccountRecord(AccessNames.NewId(), AccountRecord.Admin, PrincipalType.Account) { DisplayName = "Administrator", CreatedAt = now };
        admin = admin with { PasswordHash = await passwords.HashAsync(admin, adminPassword, cancellationToken) };
        var isFirst = await store.InitializeAsync([local, admin], [Bind(local, now), Bind(admin, now)], cancellationToken);
        await state.ReloadAsync(cancellationToken);
        return isFirst;
    }

    private static RoleBinding Bind(AccountRecord account, DateTimeOffset now) => new()
    {
        Id = AccessNames.NewId(),
        Role = BuiltInRoles.Admin,
        Principal = account.Name,
        PrincipalType = PrincipalType.Account,
        CreatedAt = now,
    };
}
