using Warren.Access;
using Warren.Access.Logins;
using Warren.Api;
using Warren.Api.Auth;
using Warren.Server.Hosting;

namespace Warren.Server.Auth;

/// <summary>Lets in who shows the installation's token, or a name and its password, and holds up who guesses.</summary>
internal sealed class SignIn(AccessToken token, Authenticator authenticator, LoginService logins, LoginLimit limit)
{
    private const int LongestName = 63;

    /// <summary>The account of the installation, for whoever shows its token.</summary>
    public async Task<AccountRecord> ByTokenAsync(string given, HttpContext context)
    {
        var address = limit.Begin(context, null);
        if (!token.Matches(given))
            throw new WarrenException(ErrorCode.Unauthenticated, "The token is not valid here; `warren auth token` prints the right one.");
        limit.Succeed(address, null);
        return await authenticator.LocalAsync(context.RequestAborted);
    }

    /// <summary>The account of a name, for whoever shows its password.</summary>
    public async Task<AccountRecord> ByPasswordAsync(string user, string password, HttpContext context)
    {
        // No longer name is anybody's, and none is kept for a minute.
        var name = user.Length <= LongestName ? user : "";
        if (AccessNames.IsName(name))
            context.Features.Set(new SignInName(name));
        var address = limit.Begin(context, name);
        var account = await logins.CheckAsync(name, password, context.RequestAborted)
            ?? throw new WarrenException(ErrorCode.Unauthenticated, "There is no such name with this password.");
        limit.Succeed(address, name);
        return account;
    }

    /// <summary>The next tokens of a login.</summary>
    public async Task<Login> RefreshAsync(string refreshToken, HttpContext context)
    {
        var address = limit.Begin(context, null);
        var next = await logins.RefreshAsync(refreshToken, context.RequestAborted);
        limit.Succeed(address, null);
        return next;
    }
}
