using Microsoft.Extensions.Primitives;
using Warren.Api;

namespace Warren.Server.Http;

/// <summary>
/// Keeps what a sandbox made from acting with the rights of the server's origin: whatever a handler of
/// <see cref="SandboxContent"/> answers, a browser treats it as of an origin of its own and guesses no type.
/// </summary>
public sealed class SandboxContentMiddleware(RequestDelegate next)
{
    // What an answer can do beyond its own document: set, clear or widen things of the whole origin.
    private static readonly string[] Removed =
    [
        "Set-Cookie", "Set-Cookie2", "Clear-Site-Data", "Service-Worker-Allowed", "Strict-Transport-Security", "Alt-Svc", "NEL", "Report-To",
        "Reporting-Endpoints", "Refresh", "Content-Security-Policy-Report-Only",
        "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Expose-Headers",
    ];

    /// <summary>Runs the request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<SandboxContent>() is null)
            return next(context);
        // A worker acts for a whole path of the origin, and is not held by the policy of the page that registered it.
        if (!StringValues.IsNullOrEmpty(context.Request.Headers["Service-Worker"]))
            throw new WarrenException(ErrorCode.Forbidden, "What a sandbox made cannot be a service worker here.");
        context.Response.OnStarting(static state => Harden((HttpResponse)state), context.Response);
        return next(context);
    }

    private static Task Harden(HttpResponse response)
    {
        var headers = response.Headers;
        foreach (var name in Removed)
            headers.Remove(name);
        headers.ContentSecurityPolicy = "sandbox";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return Task.CompletedTask;
    }
}
