using Warren.Access;
using Warren.Access.Keys;
using Warren.Access.Logins;
using Warren.Server.Hosting;

namespace Warren.Server.Auth;

/// <summary>Finds out who shows a credential: the installation's token, a token that a password gave, a key.</summary>
internal sealed class Authenticator(AccessToken token, AccessState state, LoginService logins, KeyService keys, TokenSigner signer)
{
    private const string Scheme = "Bearer ";

    /// <summary>Who shows a credential in the headers of a request.</summary>
    /// <returns>Whether there is anything of that kind, and whose it is; null where it does not count.</returns>
    public async ValueTask<(bool IsGiven, Principal? Caller)> FromHeadersAsync(IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        var key = headers[CredentialNames.KeyHeader];
        var bearers = headers.Authorization.Where(IsBearer).ToList();
        if (key.Count == 0 && bearers.Count == 0)
            return (false, null);
        var known = await state.ReadAsync(cancellationToken);
        return (true,
            (key is [{ Length: > 0 } only] ? Find(only, known) : null)
            ?? (bearers is [{ } bearer] ? Find(bearer[Scheme.Length..].Trim(), known) : null));
    }

    /// <summary>Whether a value of Authorization is a credential of ours, whether or not it still counts.</summary>
    public bool IsOurs(string? authorization)
    {
        if (!IsBearer(authorization))
            return false;
        var text = authorization![Scheme.Length..].Trim();
        return text.StartsWith(KeyService.Prefix, StringComparison.Ordinal) || token.Matches(text) || signer.IsSigned(text);
    }

    /// <summary>An account by the id and version that something signed holds; null where that does not count any more.</summary>
    public async ValueTask<Principal?> ReviveAsync(string accountId, int credentialVersion, Credential credential, CancellationToken cancellationToken) =>
        (await state.ReadAsync(cancellationToken)).Account(accountId) is { Disabled: false } account && account.CredentialVersion == credentialVersion
            ? Create(account, credential)
            : null;

    /// <summary>Whether what showed a caller earlier still counts.</summary>
    public async ValueTask<bool> StillCountsAsync(Principal caller, CancellationToken cancellationToken)
    {
        var known = await state.ReadAsync(cancellationToken);
        return known.Account(caller.AccountId!) is { Disabled: false } account && account.CredentialVersion == caller.CredentialVersion
            && (caller.Narrowed is null || known.Key(caller.Narrowed.Id) is not null)
            && (caller.LoginId is null || !known.IsRevoked(caller.LoginId));
    }

    /// <summary>Whether what somebody owns may still be reached by links that they made.</summary>
    public async ValueTask<bool> MayShareAsync(string owner, CancellationToken cancellationToken) =>
        (await state.ReadAsync(cancellationToken)).FindAccount(owner) is { Disabled: false };

    /// <summary>Whoever has the installation's token.</summary>
    public async ValueTask<AccountRecord> LocalAsync(CancellationToken cancellationToken) => Local(await state.ReadAsync(cancellationToken));

    /// <summary>An account as a caller.</summary>
    public static Principal Create(AccountRecord account, Credential credential) =>
        new(account.Name, account.Type, credential) { AccountId = account.Id, CredentialVersion = account.CredentialVersion };

    private static AccountRecord Local(AccessSnapshot known) => known.FindAccount(AccountRecord.Local)!;

    private static bool IsBearer(string? authorization) => authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ?? false;

    private Principal? Find(string text, AccessSnapshot known) => text.StartsWith(KeyService.Prefix, StringComparison.Ordinal)
        ? keys.Verify(text, known)
        : token.Matches(text) ? Create(Local(known), Credential.Token) : logins.Verify(text, known);
}
