using System.Globalization;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Warren.Api;
using Warren.Api.Auth;
using Warren.Server.Hosting;
using Warren.Server.Http;

namespace Warren.Server.Auth;

/// <summary>Signing in and out of browsers, and what they open WebSockets with.</summary>
internal static class AuthEndpoints
{
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromSeconds(60), TicketLifetime = TimeSpan.FromSeconds(30);
    private const string LinkPurpose = "open", LinkPath = "/auth/open";

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v0/auth").WithTags("auth");
        group.MapPost("/login", Login).AllowAnonymous().WithSummary("Sign a browser in with the token; answers with its cookie");
        group.MapPost("/logout", Logout).WithSummary("End the session of a browser").Produces(StatusCodes.Status204NoContent);
        group.MapGet("/me", Me).WithSummary("Who the caller is");
        group.MapPost("/links", CreateLink).WithSummary("Make a link that signs one browser in, once and within 60 s");
        group.MapPost("/tickets", CreateTicket).WithSummary("Make a ticket that opens one WebSocket, once and within 30 s");
        routes.MapGet(LinkPath, Open).AllowAnonymous().ExcludeFromDescription();
    }

    private static Caller Login(StrictBody<LoginRequest> body, AccessToken token, BrowserSessions sessions, LoginLimit limit, HttpContext context)
    {
        Origins.RequireOwnOrNone(context);
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (limit.Wait(address) is { } wait)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            throw new WarrenException(ErrorCode.TooManyRequests, "Signing in has failed too often; try again in a minute.");
        }
        if (!token.Matches(body.Value.Token))
        {
            limit.Fail(address);
            throw new WarrenException(ErrorCode.Unauthenticated, "The token is not valid here; `warren auth token` prints the right one.");
        }
        return Describe(CallerIdentity.LocalOwner, Credential.Session, sessions.Begin(context));
    }

    private static NoContent Logout(BrowserSessions sessions, HttpContext context)
    {
        if (context.Features.Get<Session>() is not { } session)
            throw new WarrenException(ErrorCode.InvalidRequest, "There is no session to end: the token was given in a header, without the cookie of a browser.");
        sessions.End(context, session);
        return TypedResults.NoContent();
    }

    private static Caller Me(ClaimsPrincipal user, HttpContext context) =>
        Describe(user.OwnerName(), user.Credential(), context.Features.Get<Session>());

    private static Link CreateLink(OneTimeCodes codes, HostRules hosts, ClaimsPrincipal user, HttpContext context)
    {
        // A page that someone else runs script in must not be able to make itself a second session that outlives the first.
        if (user.Credential() != Credential.Token)
            throw new WarrenException(ErrorCode.Forbidden, "Only the token in a header makes links that sign in.");
        var (code, expiresAt) = codes.Issue(LinkPurpose, LinkPath, LinkLifetime);
        return new() { Url = $"{hosts.ForLinks(ServedHost.Of(context)).Origin}{LinkPath}?{CredentialNames.Code}={code}", ExpiresAt = expiresAt };
    }

    private static RedirectHttpResult Open(string? code, OneTimeCodes codes, BrowserSessions sessions, HttpContext context)
    {
        if (code is null || !codes.TryUse(LinkPurpose, LinkPath, code))
            throw new WarrenException(ErrorCode.Unauthenticated, "This link was used already or is older than 60 s; `warren open` makes another one.");
        sessions.Begin(context);
        return TypedResults.Redirect("/");
    }

    private static Ticket CreateTicket(StrictBody<TicketRequest> body, OneTimeCodes codes)
    {
        if (!body.Value.Path.StartsWith("/api/v0/", StringComparison.Ordinal) || body.Value.Path.Contains('?', StringComparison.Ordinal))
            throw new WarrenException(new Dictionary<string, string[]> { ["path"] = ["This has to be the path of a WebSocket of this API, without its query."] });
        var (code, expiresAt) = codes.Issue(CredentialMiddleware.TicketPurpose, body.Value.Path, TicketLifetime);
        return new() { Value = code, ExpiresAt = expiresAt };
    }

    private static Caller Describe(string owner, Credential credential, Session? session) => new()
    {
        Name = owner,
        Credential = credential.ToString().ToLowerInvariant(),
        ExpiresAt = session?.ExpiresAt,
    };
}
