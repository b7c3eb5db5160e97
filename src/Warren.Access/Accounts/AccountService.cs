using Warren.Api;
using Warren.Api.Access;

namespace Warren.Access.Accounts;

/// <summary>Makes, changes and removes accounts. Who may call which of these was asked before; what follows from whose account it is, is asked here.</summary>
public sealed class AccountService(IAccessStore store, AccessState state, Passwords passwords, TimeProvider time)
{
    private const int LongestDisplayName = 200;

    /// <summary>Makes an account.</summary>
    /// <exception cref="WarrenException">InvalidRequest, or Conflict where the name is or was another's.</exception>
    public async Task<Account> CreateAsync(PrincipalType type, string name, string? password, string? displayName, CancellationToken cancellationToken)
    {
        Dictionary<string, string[]> errors = [];
        if (!AccessNames.IsName(name))
            errors["name"] = [AccessNames.Rule];
        if (password is not null)
            Passwords.Check(password, "password", errors);
        CheckDisplayName(displayName, errors);
        if (errors.Count > 0)
            throw new WarrenException(errors);
        var account = new AccountRecord(AccessNames.NewId(), name, type) { DisplayName = NullIfEmpty(displayName), CreatedAt = time.GetUtcNow() };
        if (password is not null)
            account = account with { PasswordHash = await passwords.HashAsync(account, password, cancellationToken) };
        if (!await store.AddAccountAsync(account, cancellationToken))
            throw new WarrenException(ErrorCode.Conflict, $"There is an account named {name}, or there was: what it made may still be there. Choose another name.");
        await state.ReloadAsync(cancellationToken);
        return account.Describe();
    }

    /// <summary>An account of a type, by id or name.</summary>
    /// <exception cref="WarrenException">NotFound.</exception>
    public async Task<AccountRecord> GetAsync(PrincipalType type, string idOrName, CancellationToken cancellationToken) =>
        (await state.ReadAsync(cancellationToken)).FindAccount(idOrName) is { } account && account.Type == type ? account : throw NotFound(idOrName);

    /// <summary>Every account of a type.</summary>
    public async Task<IEnumerable<Account>> ListAsync(PrincipalType type, CancellationToken cancellationToken) =>
        (await state.ReadAsync(cancellationToken)).Data.Accounts.Where(account => account.Type == type).Select(account => account.Describe());

    /// <summary>Changes an account. Disabling one ends all that it has shown; enabling it takes all the rights that it has.</summary>
    public async Task<Account> ChangeAsync(Principal caller, PrincipalType type, string idOrName, AccountChange change, CancellationToken cancellationToken)
    {
        Dictionary<string, string[]> errors = [];
        CheckDisplayName(change.DisplayName, errors);
        if (type == PrincipalType.Subject && change.DisplayName is not null)
            errors["displayName"] = ["The identity provider says how people call somebody; leave this out."];
        if (errors.Count > 0)
            throw new WarrenException(errors);
        var account = await GetAsync(type, idOrName, cancellationToken);
        if (change.Disabled is true && account.IsBuiltIn)
            throw new WarrenException(ErrorCode.InvalidState, $"The account {account.Name} is that of the installation itself and cannot be disabled.");
        if (change.Disabled is true && account.Name == caller.Name)
            throw new WarrenException(ErrorCode.InvalidState, "Nobody disables their own account.");
        if (change.Disabled is false && account.Disabled)
            await RequireAllRightsOfAsync(caller, account, cancellationToken);
        var isDisabling = change.Disabled is true && !account.Disabled;
        var next = account with
        {
            DisplayName = change.DisplayName is null ? account.DisplayName : NullIfEmpty(change.DisplayName),
            Disabled = change.Disabled ?? account.Disabled,
            CredentialVersion = account.CredentialVersion + (isDisabling ? 1 : 0),
        };
        await SaveAsync(next, cancellationToken);
        return next.Describe();
    }

    /// <summary>
    /// Gives an account another password, and ends all that the old one has shown. One's own takes the old one; another's
    /// takes all the rights that it has, since whoever sets it can be them.
    /// </summary>
    public async Task ChangePasswordAsync(Principal caller, PrincipalType type, string idOrName, PasswordChange change, CancellationToken cancellationToken)
    {
        Dictionary<string, string[]> errors = [];
        Passwords.Check(change.NewPassword, "newPassword", errors);
        var account = await GetAsync(type, idOrName, cancellationToken);
        if (account.IsBuiltIn)
            throw new WarrenException(ErrorCode.InvalidState, $"The account {account.Name} signs in with the installation's token and has no password.");
        var isOwn = account.Name == caller.Name;
        if (isOwn && account.PasswordHash is not null && change.CurrentPassword is null)
            errors["currentPassword"] = ["This field is missing: it is needed for one's own account."];
        if (errors.Count > 0)
            throw new WarrenException(errors);
        if (isOwn && caller.Narrowed is not null)
            throw new WarrenException(ErrorCode.Forbidden, "A key does not change the password of its account.");
        if (isOwn && account.PasswordHash is not null && !await passwords.VerifyAsync(account, change.CurrentPassword!, cancellationToken))
            throw new WarrenException(ErrorCode.Forbidden, "The current password is another one.");
        if (!isOwn)
            await RequireAllRightsOfAsync(caller, account, cancellationToken);
        var hash = await passwords.HashAsync(account, change.NewPassword, cancellationToken);
        await SaveAsync(account with { PasswordHash = hash, CredentialVersion = account.CredentialVersion + 1 }, cancellationToken);
    }

    /// <summary>Removes an account with its bindings, keys and logins. What it made stays, and its name is not given again.</summary>
    public async Task DeleteAsync(Principal caller, PrincipalType type, string idOrName, CancellationToken cancellationToken)
    {
        var account = await GetAsync(type, idOrName, cancellationToken);
        if (account.IsBuiltIn)
            throw new WarrenException(ErrorCode.InvalidState, $"The account {account.Name} is that of the installation itself and cannot be deleted.");
        if (account.Name == caller.Name)
            throw new WarrenException(ErrorCode.InvalidState, "Nobody deletes their own account.");
        await store.RemoveAccountAsync(account, cancellationToken);
        await state.ReloadAsync(cancellationToken);
    }

    private static WarrenException NotFound(string idOrName) => new(ErrorCode.NotFound, $"There is no account '{idOrName}' of this kind.");

    private static void CheckDisplayName(string? name, Dictionary<string, string[]> errors)
    {
        if (name is { Length: > LongestDisplayName } || name?.Any(char.IsControl) is true)
            errors["displayName"] = [$"This has at most {LongestDisplayName} characters, and no control characters."];
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private async Task RequireAllRightsOfAsync(Principal caller, AccountRecord account, CancellationToken cancellationToken)
    {
        if (!(await state.ReadAsync(cancellationToken)).HoldsAllOf(caller, account))
            throw new WarrenException(ErrorCode.Forbidden, $"The account {account.Name} may do more than you may: only who may do all of it can let somebody be it.");
    }

    private async Task SaveAsync(AccountRecord next, CancellationToken cancellationToken)
    {
        if (!await store.SaveAccountAsync(next, cancellationToken))
            throw new WarrenException(ErrorCode.Conflict, $"Somebody else changed the account {next.Name} just now; read it again and repeat the change if it is still wanted.");
        await state.ReloadAsync(cancellationToken);
    }
}
