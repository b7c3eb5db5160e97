using Warren.Api;
using Warren.Api.Auth;

namespace Warren.Access.Logins;

/// <summary>
/// Signs people and programs in. A login gives a token for <see cref="TokenLifetime"/>, and a refresh token
/// that gives the next of both, once: one that is shown again was stolen, or is a thief's, and ends the login.
/// </summary>
public sealed class LoginService(IAccessStore store, AccessState state, Passwords passwords, TokenSigner signer, TimeProvider time)
{
    /// <summary>How long a token counts.</summary>
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(24);

    /// <summary>How long a login can be refreshed.</summary>
    public static readonly TimeSpan LoginLifetime = TimeSpan.FromDays(30);

    private const string RefreshPrefix = "wr";

    /// <summary>The account whose name and password these are; null where they are none's.</summary>
    public async Task<AccountRecord?> CheckAsync(string user, string password, CancellationToken cancellationToken)
    {
        var account = (await state.ReadAsync(cancellationToken)).FindAccount(user);
        // By the name alone, and whether or not it may sign in: every refusal takes as long.
        var named = account?.Name == user ? account : null;
        return await passwords.VerifyAsync(named, password, cancellationToken) && named is { Disabled: false } ? named : null;
    }

    /// <summary>Begins a login of somebody who has just shown who they are: by their password, or by a provider.</summary>
    public async Task<Login> BeginAsync(AccountRecord account, CancellationToken cancellationToken)
    {
        var (now, secret) = (time.GetUtcNow(), AccessNames.NewSecret());
        var login = new LoginRecord(AccessNames.NewId(), account.Id, account.CredentialVersion, AccessNames.Hash(secret), now + LoginLifetime, IsRevoked: false);
        await store.AddLoginAsync(login, now, cancellationToken);
        return Give(login, secret, now);
    }

    /// <summary>Gives the next token of a login.</summary>
    /// <exception cref="WarrenException">Unauthenticated: the refresh token does not count, or not any more.</exception>
    public async Task<Login> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        if (refreshToken.Split('_') is not [RefreshPrefix, var id, var secret] || await store.FindLoginAsync(id, cancellationToken) is not { IsRevoked: false } login)
            throw Refused();
        var now = time.GetUtcNow();
        var account = (await state.ReadAsync(cancellationToken)).Account(login.AccountId);
        if (login.ExpiresAt <= now || account is null or { Disabled: true } || account.CredentialVersion != login.CredentialVersion)
            throw Refused();
        var next = AccessNames.NewSecret();
        if (AccessNames.IsOf(secret, login.RefreshHash)
            && await store.RotateLoginAsync(id, login.RefreshHash, AccessNames.Hash(next), cancellationToken))
            return Give(login, next, now);
        await EndAsync(id, cancellationToken);
        throw Refused();
    }

    /// <summary>Ends a login: none of its tokens counts any more.</summary>
    public async Task EndAsync(string loginId, CancellationToken cancellationToken)
    {
        await store.RevokeLoginAsync(loginId, cancellationToken);
        await state.ReloadAsync(cancellationToken);
    }

    /// <summary>Whose token a text is; null where it does not count.</summary>
    public Principal? Verify(string token, AccessSnapshot known)
    {
        if (signer.Read(token) is not { } claims || DateTimeOffset.FromUnixTimeSeconds(claims.ExpiresAt) is var end && end <= time.GetUtcNow())
            return null;
        if (known.Account(claims.AccountId) is not { Disabled: false } account || account.CredentialVersion != claims.CredentialVersion || known.IsRevoked(claims.LoginId))
            return null;
        return new(account.Name, account.Type, Credential.Login)
        {
            AccountId = account.Id,
            CredentialVersion = account.CredentialVersion,
            LoginId = claims.LoginId,
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(claims.ExpiresAt),
        };
    }

    private Login Give(LoginRecord login, string secret, DateTimeOffset now)
    {
        var end = now + TokenLifetime < login.ExpiresAt ? now + TokenLifetime : login.ExpiresAt;
        var claims = new TokenClaims(
            TokenSigner.Issuer, AccessNames.NewId(), login.AccountId, login.Id, login.CredentialVersion, now.ToUnixTimeSeconds(), end.ToUnixTimeSeconds());
        return new()
        {
            Token = signer.Sign(claims),
            RefreshToken = $"{RefreshPrefix}_{login.Id}_{secret}",
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(claims.ExpiresAt),
        };
    }

    private static WarrenException Refused() => new(ErrorCode.Unauthenticated, "The refresh token does not count, or not any more; sign in again.");
}
