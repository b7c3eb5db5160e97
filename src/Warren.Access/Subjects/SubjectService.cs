using Warren.Api;
using Warren.Api.Access;

namespace Warren.Access.Subjects;

/// <summary>
/// Keeps those who have signed in through a provider, as accounts without passwords. They may do what is bound to their
/// names, and without a binding nothing but see themselves.
/// </summary>
public sealed class SubjectService(IAccessStore store, AccessState state, TimeProvider time)
{
    private const int LongestDisplayName = 200;

    /// <summary>The account of somebody whom the provider has just vouched for; the first time it is made.</summary>
    /// <exception cref="WarrenException">Forbidden: it was disabled here. Unauthenticated: the name is too long.</exception>
    public async Task<AccountRecord> EnterAsync(SubjectIdentity identity, CancellationToken cancellationToken)
    {
        var name = SubjectName.Of(identity.Issuer, identity.Subject);
        if (name.Length > SubjectName.Longest)
            throw new WarrenException(ErrorCode.Unauthenticated, $"The provider names you by more than {SubjectName.Longest} characters, with its own name; that is not taken here.");
        var account = Find(await state.ReadAsync(cancellationToken), name) ?? await AddAsync(name, Clean(identity.DisplayName), cancellationToken);
        if (account.Disabled)
            throw new WarrenException(ErrorCode.Forbidden, $"{name} was disabled here and does not sign in; an administrator can enable it.");
        return Clean(identity.DisplayName) is { } shown && shown != account.DisplayName
            ? await RenameAsync(account with { DisplayName = shown }, cancellationToken)
            : account;
    }

    private static AccountRecord? Find(AccessSnapshot known, string name) => known.FindAccount(name) is { Type: PrincipalType.Subject } account ? account : null;

    private async Task<AccountRecord> AddAsync(string name, string? displayName, CancellationToken cancellationToken)
    {
        var made = new AccountRecord(AccessNames.NewId(), name, PrincipalType.Subject) { DisplayName = displayName, CreatedAt = time.GetUtcNow() };
        // Where two sign in at once, or on another server a moment ago, there is the other's.
        await store.AddAccountAsync(made, cancellationToken);
        return Find(await state.ReloadAsync(cancellationToken), name)
            ?? throw new WarrenException(ErrorCode.Forbidden, $"{name} was removed here, and names are not given again.");
    }

    private async Task<AccountRecord> RenameAsync(AccountRecord account, CancellationToken cancellationToken)
    {
        // Whoever changed it meanwhile may have disabled it: what is there now counts.
        await store.SaveAccountAsync(account, cancellationToken);
        return (await state.ReloadAsync(cancellationToken)).Account(account.Id) is { Disabled: false } now
            ? now
            : throw new WarrenException(ErrorCode.Forbidden, $"{account.Name} was disabled here just now.");
    }

    private static string? Clean(string? text)
    {
        var shown = new string([.. (text ?? "").Where(letter => !char.IsControl(letter))]).Trim();
        return shown.Length == 0 ? null : shown.Length <= LongestDisplayName ? shown : shown[..LongestDisplayName];
    }
}
