using Warren.Api;

namespace Warren.Server.Http;

/// <summary>
/// Serves only requests that name this server: a page of another origin whose name was made to resolve to 127.0.0.1
/// (DNS rebinding) sends its own name.
/// </summary>
public sealed class HostMiddleware(RequestDelegate next)
{
    /// <summary>Runs the request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host;
        if (host.Host is "localhost" or "127.0.0.1" or "[::1]" && (host.Port ?? 80) == context.Connection.LocalPort)
            return next(context);
        throw new WarrenException(ErrorCode.MisdirectedHost,
            "The Host header names no host that this server serves; use localhost or 127.0.0.1 with the server's port.");
    }
}
