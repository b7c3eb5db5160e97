using System.Globalization;
using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Warren.Api;
using Warren.Api.Auth;
using Warren.Server.Http;

namespace Warren.Server.Auth.Oidc;

/// <summary>Signing in through an identity provider, by browsers and by programs that have one.</summary>
internal static class OidcEndpoints
{
    private const string StartPath = "/auth/oidc/start", CallbackPath = "/auth/oidc/callback";
    private const int LongestReturn = 1000;

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v0/auth").WithTags("auth");
        group.MapGet("/oidc", (OidcSignIn oidc) => new OidcStatus { Enabled = oidc.Name is not null, Name = oidc.Name, StartPath = oidc.Name is null ? null : StartPath })
            .AllowAnonymous().WithSummary("Whether one can sign in through an identity provider");
        group.MapPost("/oidc/exchange", ExchangeAsync).AllowAnonymous().WithSummary("Get the login of somebody who has signed in with a browser for a program, once")
            .WithDescription($"The program listens on loopback and opens `{StartPath}?port=PORT&challenge=CHALLENGE&state=STATE` in a browser, where CHALLENGE is the SHA-256 hash of "
                + "the verifier as base64url. The browser brings `code` and `state` to `http://127.0.0.1:PORT/`.");
        routes.MapGet(StartPath, StartAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet(CallbackPath, CallbackAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static Task<IResult> StartAsync(OidcSignIn oidc, HostRules hosts, HttpContext context) => ShowAsync(context, async () =>
    {
        // The cookie has to be of the host that the provider sends the browser back to.
        var (served, linked) = (ServedHost.Of(context), hosts.ForLinks(ServedHost.Of(context)));
        if (served.Origin != linked.Origin)
            return TypedResults.Redirect($"{linked.Origin}{StartPath}{context.Request.QueryString}");
        var query = context.Request.Query;
        var returnPath = query.TryGetValue("return", out var given) ? given.ToString() : "/";
        if (!IsOwnPath(returnPath))
            throw new WarrenException(new Dictionary<string, string[]> { ["return"] = [$"This has to be a path of this server, such as /debug, of at most {LongestReturn} characters."] });
        return TypedResults.Redirect(await oidc.BeginAsync(context, linked.Origin + CallbackPath, returnPath, TerminalSignIn.Read(query)));
    });

    private static Task<IResult> CallbackAsync(OidcSignIn oidc, HostRules hosts, BrowserSessions sessions, TerminalCodes codes, HttpContext context) => ShowAsync(context, async () =>
    {
        var (account, attempt) = await oidc.FinishAsync(context, hosts.ForLinks(ServedHost.Of(context)).Origin + CallbackPath);
        if (attempt.Terminal is { } terminal)
            return Html(OidcPages.Confirm(account.Name, terminal, codes.Issue(account, terminal)), StatusCodes.Status200OK);
        sessions.Begin(context, account);
        return TypedResults.Redirect(attempt.ReturnPath);
    });

    private static Task<Login> ExchangeAsync(StrictBody<OidcExchange> body, TerminalCodes codes, HttpContext context)
    {
        Origins.RequireOwnOrNone(context);
        context.Response.Headers.CacheControl = "no-store";
        return codes.RedeemAsync(body.Value, context);
    }

    // Somebody looks at it: a browser that came here by itself shows a page, not an object.
    private static async Task<IResult> ShowAsync(HttpContext context, Func<Task<IResult>> act)
    {
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            return await act();
        }
        catch (WarrenException failure) when (context.Request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType == MediaTypeNames.Text.Html))
        {
            if (failure.RetryAfter is { } wait)
                context.Response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return Html(OidcPages.Failure(failure), ErrorCodes.HttpStatus(failure.Code));
        }
    }

    private static ContentHttpResult Html(string page, int status) => TypedResults.Text(page, $"{MediaTypeNames.Text.Html}; charset=utf-8", Encoding.UTF8, status);

    // Browsers take '\' for '/', and "//host" for another host.
    private static bool IsOwnPath(string path) => path is ['/', ..] and not ['/', '/', ..] && path.Length <= LongestReturn
        && path.All(letter => letter is > ' ' and <= '~' and not '\\');
}
