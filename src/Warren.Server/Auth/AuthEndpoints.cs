using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Warren.Access;
using Warren.Access.Logins;
using Warren.Api;
using Warren.Api.Auth;
using Warren.Server.Http;

namespace Warren.Server.Auth;

/// <summary>Signing in and out, and what browsers open WebSockets with.</summary>
internal static class AuthEndpoints
{
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromSeconds(60), TicketLifetime = TimeSpan.FromSeconds(30);
    private const string LinkPurpose = "open", LinkPath = "/auth/open";

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v0/auth").WithTags("auth");
        group.MapPost("/login", LoginAsync).AllowAnonymous().WithSummary("Sign in with a name and its password, or a browser with the installation's token")
            .WithDescription("`{user, pass}` is answered as POST /api/v0/auth/internal is, `{token}` with the caller and a cookie. A page of this server "
                + "gets its cookie in either case.")
            .Produces<Caller>();
        group.MapPost("/internal", InternalAsync).AllowAnonymous().WithSummary("Sign in with a name and its password: `{user, pass}`");
        group.MapPost("/refresh", RefreshAsync).AllowAnonymous().WithSummary("Get the next token of a login, and its next refresh token: each is good once");
        group.MapPost("/logout", LogoutAsync).RequiresSignIn().WithSummary("End the session of a browser, or the login that the token belongs to")
            .Produces(StatusCodes.Status204NoContent);
        group.MapGet("/me", MeAsync).RequiresSignIn().WithSummary("Who the caller is");
        group.MapPost("/links", CreateLink).RequiresSignIn().WithSummary("Make a link that signs one browser in, once and within 60 s");
        group.MapPost("/tickets", CreateTicket).RequiresSignIn().WithSummary("Make a ticket that opens one WebSocket, once and within 30 s");
        routes.MapGet(LinkPath, OpenAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> LoginAsync(StrictBody<LoginRequest> body, SignIn signIn, LoginService logins, BrowserSessions sessions, AccessState state, HttpContext context)
    {
        Origins.RequireOwnOrNone(context);
        var request = body.Value;
        if (request is { Token: { } token, User: null, Pass: null })
        {
            var local = await signIn.ByTokenAsync(token, context);
            return TypedResults.Json(Describe(Authenticator.Create(local, Credential.Session), await state.ReadAsync(context.RequestAborted), sessions.Begin(context, local).ExpiresAt), WarrenJson.Wire.Caller);
        }
        return TypedResults.Json(await ByPasswordAsync(request, signIn, logins, sessions, context), WarrenJson.Wire.Login);
    }

    private static Task<Login> InternalAsync(StrictBody<LoginRequest> body, SignIn signIn, LoginService logins, BrowserSessions sessions, HttpContext context)
    {
        Origins.RequireOwnOrNone(context);
        return ByPasswordAsync(body.Value, signIn, logins, sessions, context);
    }

    private static async Task<Login> ByPasswordAsync(LoginRequest request, SignIn signIn, LoginService logins, BrowserSessions sessions, HttpContext context)
    {
        if (request is not { Token: null, User: { } user, Pass: { } password })
            throw new WarrenException(Missing(request));
        var account = await signIn.ByPasswordAsync(user, password, context);
        if (context.Request.Headers.Origin.Count > 0)
            sessions.Begin(context, account);
        context.Response.Headers.CacheControl = "no-store";
        return await logins.BeginAsync(account, context.RequestAborted);
    }

    private static Dictionary<string, string[]> Missing(LoginRequest request)
    {
        Dictionary<string, string[]> errors = [];
        if (request.Token is not null)
            errors["token"] = ["Give either user and pass, or the token alone."];
        if (request.User is null)
            errors["user"] = ["This field is missing."];
        if (request.Pass is null)
            errors["pass"] = ["This field is missing."];
        return errors;
    }

    private static async Task<Login> RefreshAsync(StrictBody<RefreshRequest> body, SignIn signIn, HttpContext context)
    {
        Origins.RequireOwnOrNone(context);
        context.Response.Headers.CacheControl = "no-store";
        return await signIn.RefreshAsync(body.Value.RefreshToken, context);
    }

    private static async Task<NoContent> LogoutAsync(BrowserSessions sessions, LoginService logins, ClaimsPrincipal user, HttpContext context)
    {
        var caller = user.Caller();
        if (context.Features.Get<Session>() is { } session)
            sessions.End(context, session);
        else if (caller is { Credential: Credential.Login, LoginId: { } login })
            await logins.EndAsync(login, context.RequestAborted);
        else
            throw new WarrenException(ErrorCode.InvalidRequest,
                "There is no session to end: the server's own token and keys are not signed in. DELETE /api/v0/keys/{key} ends a key.");
        return TypedResults.NoContent();
    }

    private static async Task<Caller> MeAsync(ClaimsPrincipal user, AccessState state, HttpContext context) =>
        Describe(user.Caller(), await state.ReadAsync(context.RequestAborted), context.Features.Get<Session>()?.ExpiresAt);

    private static Link CreateLink(OneTimeCodes codes, HostRules hosts, ClaimsPrincipal user, HttpContext context)
    {
        var caller = user.Caller();
        // A page that someone else runs script in must not be able to make itself a second session that outlives the first, and
        // a key is narrower than the session would be.
        if (caller.Credential is not (Credential.Token or Credential.Login))
            throw new WarrenException(ErrorCode.Forbidden, "Only a token in a header makes links that sign in, no key and no session.");
        var (code, expiresAt) = codes.Issue(LinkPurpose, LinkPath, LinkLifetime, caller);
        return new() { Url = $"{hosts.ForLinks(ServedHost.Of(context)).Origin}{LinkPath}?{CredentialNames.Code}={code}", ExpiresAt = expiresAt };
    }

    private static async Task<RedirectHttpResult> OpenAsync(
        string? code, OneTimeCodes codes, Authenticator authenticator, AccessState state, BrowserSessions sessions, HttpContext context)
    {
        if (code is null || codes.TryUse(LinkPurpose, LinkPath, code) is not { } caller || !await authenticator.StillCountsAsync(caller, context.RequestAborted))
            throw new WarrenException(ErrorCode.Unauthenticated, "This link was used already or is older than 60 s; `warren open` makes another one.");
        sessions.Begin(context, (await state.ReadAsync(context.RequestAborted)).Account(caller.AccountId!)!);
        return TypedResults.Redirect("/");
    }

    private static Ticket CreateTicket(StrictBody<TicketRequest> body, OneTimeCodes codes, ClaimsPrincipal user)
    {
        if (!body.Value.Path.StartsWith("/api/v0/", StringComparison.Ordinal) || body.Value.Path.Contains('?', StringComparison.Ordinal))
            throw new WarrenException(new Dictionary<string, string[]> { ["path"] = ["This has to be the path of a WebSocket of this API, without its query."] });
        var (code, expiresAt) = codes.Issue(CredentialMiddleware.TicketPurpose, body.Value.Path, TicketLifetime, user.Caller());
        return new() { Value = code, ExpiresAt = expiresAt };
    }

    private static Caller Describe(Principal caller, AccessSnapshot known, DateTimeOffset? sessionEnd) => new()
    {
        Name = caller.Name,
        Credential = caller.Credential.ToString().ToLowerInvariant(),
        PrincipalType = caller.Type,
        Roles = [.. (known.Narrowing(caller) ?? known.Grants(caller.Type, caller.Name)).Select(grant => new CallerRole { Role = grant.Role.Name, Workspace = grant.Workspace })],
        Sandbox = caller.Narrowed?.Sandbox,
        ExpiresAt = sessionEnd ?? caller.ExpiresAt,
    };
}
