using Warren.Access;
using Warren.Access.Oidc;
using Warren.Access.Subjects;
using Warren.Api;

namespace Warren.Server.Auth.Oidc;

/// <summary>Sends browsers to the identity provider, and lets in whom it vouches for.</summary>
internal sealed partial class OidcSignIn(OidcCookie cookie, SubjectService subjects, LoginLimit limit, ILogger<OidcSignIn> logger, OidcClient? client = null)
{
    /// <summary>What people call the provider; null where there is none.</summary>
    public string? Name => client?.Name;

    /// <summary>Begins a sign-in with this browser.</summary>
    /// <param name="context">Its request.</param>
    /// <param name="redirectUri">Where it is to come back to.</param>
    /// <param name="returnPath">Where it goes on then.</param>
    /// <param name="terminal">The program that it signs in for; null for itself.</param>
    /// <returns>Where to send it.</returns>
    public async Task<string> BeginAsync(HttpContext context, string redirectUri, string returnPath, TerminalSignIn? terminal)
    {
        var request = OidcRequest.Create();
        var address = await Client().BeginAsync(request, redirectUri, context.RequestAborted);
        cookie.Send(context, new(request, returnPath, terminal, cookie.End()));
        return address;
    }

    /// <summary>Takes what the browser brings from the provider.</summary>
    /// <returns>Who signed in, and what was begun.</returns>
    /// <exception cref="WarrenException">Unauthenticated, Forbidden, TooManyRequests, or EngineUnavailable.</exception>
    public async Task<(AccountRecord Account, OidcAttempt Attempt)> FinishAsync(HttpContext context, string redirectUri)
    {
        var known = Client();
        var address = limit.Begin(context, null);
        try
        {
            var attempt = cookie.Take(context);
            var code = await CheckAsync(context.Request.Query, attempt, known, context.RequestAborted);
            var identity = await known.RedeemAsync(code, attempt!.Request, redirectUri, context.RequestAborted);
            var account = await subjects.EnterAsync(identity, context.RequestAborted);
            context.Features.Set(new SignInName(account.Name));
            limit.Succeed(address, null);
            return (account, attempt);
        }
        catch (WarrenException failure)
        {
            if (failure.Code == ErrorCode.EngineUnavailable)
                limit.Succeed(address, null); // Nobody guessed.
            LogRefused(failure.Message, failure.InnerException?.GetType().Name ?? "");
            throw;
        }
    }

    private static async Task<string> CheckAsync(IQueryCollection query, OidcAttempt? attempt, OidcClient client, CancellationToken cancellationToken)
    {
        if (attempt is null || query["state"] is not [{ } state] || !attempt.Request.HasState(state))
            throw new WarrenException(ErrorCode.Unauthenticated, "This browser has not begun this sign-in, has done it already, or took more than 10 minutes; sign in again.");
        if (!await client.IsFromAsync(query.TryGetValue("iss", out var issuer) ? issuer.ToString() : null, cancellationToken))
            throw new WarrenException(ErrorCode.Unauthenticated, $"This answer is not of {client.Name}, which the sign-in was begun with; sign in again.");
        if (query["error"] is [{ Length: > 0 } error, ..])
            throw error is "server_error" or "temporarily_unavailable"
                ? new WarrenException(ErrorCode.EngineUnavailable, $"The identity provider {client.Name} could not sign you in just now; try again later.")
                : new WarrenException(ErrorCode.Unauthenticated, error == "access_denied"
                    ? $"{client.Name} says that you may not sign in here, or that you gave it up."
                    : $"{client.Name} did not take the request to sign in; whoever runs this server has to look at what is registered there.");
        return query["code"] is [{ Length: > 0 } code] ? code : throw new WarrenException(ErrorCode.Unauthenticated, $"{client.Name} gave no code; sign in again.");
    }

    private OidcClient Client() => client ?? throw new WarrenException(ErrorCode.NotFound,
        "This server has no identity provider; whoever runs it sets WARREN_OIDC_ISSUER and WARREN_OIDC_CLIENT_ID to have one.");

    [LoggerMessage(140, LogLevel.Warning, "A sign-in through the identity provider was refused: {Reason} {Cause}")]
    private partial void LogRefused(string reason, string cause);
}
