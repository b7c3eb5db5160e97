using Warren.Access;
using Warren.Access.Logins;
using Warren.Access.Oidc;
using Warren.Api;
using Warren.Api.Auth;

namespace Warren.Server.Auth.Oidc;

/// <summary>
/// Codes that a browser hands on to the program that it has signed in for. One is worth something only to whoever has what the
/// program's challenge was made from (RFC 7636): who sees it on the way has nothing.
/// </summary>
internal sealed class TerminalCodes(OneTimeCodes codes, Authenticator authenticator, LoginService logins, AccessState state, LoginLimit limit)
{
    /// <summary>How long one works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private const string Purpose = "oidc-terminal";

    /// <summary>A code for a program.</summary>
    public string Issue(AccountRecord account, TerminalSignIn terminal) =>
        codes.Issue(Purpose, terminal.Challenge, Lifetime, Authenticator.Create(account, Credential.Login)).Code;

    /// <summary>The login that a code gives, once.</summary>
    /// <exception cref="WarrenException">Unauthenticated, or TooManyRequests.</exception>
    public async Task<Login> RedeemAsync(OidcExchange exchange, HttpContext context)
    {
        var address = limit.Begin(context, null);
        if (codes.TryUse(Purpose, OidcRequest.ChallengeOf(exchange.Verifier), exchange.Code) is not { } caller
            || !await authenticator.StillCountsAsync(caller, context.RequestAborted)
            || (await state.ReadAsync(context.RequestAborted)).Account(caller.AccountId!) is not { } account)
            throw new WarrenException(ErrorCode.Unauthenticated, "The code is not of this sign-in, was used, or is more than two minutes old; sign in again.");
        context.Features.Set(new SignInName(account.Name));
        limit.Succeed(address, null);
        return await logins.BeginAsync(account, context.RequestAborted);
    }
}
