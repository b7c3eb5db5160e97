using Warren.Api;
using Warren.Server.Http;

namespace Warren.Server.Auth;

/// <summary>Tells requests of our own pages from those that pages of others make a browser send.</summary>
internal static class Origins
{
    /// <summary>Whether a method changes nothing (RFC 9110, section 9.2.1).</summary>
    public static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    /// <summary>Whether a request asks to go on as something else than HTTP, such as a WebSocket.</summary>
    public static bool IsUpgrade(HttpRequest request) => request.Headers.Upgrade.Count > 0;

    /// <summary>Refuses what no page of our own sent.</summary>
    public static void RequireOwn(HttpContext context)
    {
        if (!IsOwn(context))
            throw new WarrenException(ErrorCode.Forbidden,
                $"A browser's session changes things only from a page of {ServedHost.Of(context).Origin}, which the Origin header has to name.");
    }

    /// <summary>Refuses what a page of others sent; a program that is no browser names no origin.</summary>
    public static void RequireOwnOrNone(HttpContext context)
    {
        if (context.Request.Headers.Origin.Count > 0 && !IsOwn(context))
            throw new WarrenException(ErrorCode.Forbidden, $"A browser opens WebSockets only from a page of {ServedHost.Of(context).Origin}.");
    }

    private static bool IsOwn(HttpContext context) =>
        context.Request.Headers.Origin is [{ } origin] && ServedHost.Of(context).IsOrigin(origin);
}
