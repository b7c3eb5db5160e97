using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Warren.Api;

namespace Warren.Server.Http;

/// <summary>
/// Serves only requests that name this server (<see cref="HostRules"/>), and notes the host they name, the scheme and the
/// caller's address: from <c>X-Forwarded-*</c> where a configured proxy sends them, never else.
/// </summary>
public sealed class HostMiddleware(RequestDelegate next, HostRules rules)
{
    /// <summary>Runs the request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (rules.IsProxy(context.Connection.RemoteIpAddress))
            TakeForwarded(context);
        var request = context.Request;
        if (!HostRules.IsTarget(context.Features.Get<IHttpRequestFeature>()!.RawTarget))
            throw new WarrenException(ErrorCode.InvalidRequest, "The target of the request has to be a path, or an address of http without a user.");
        var served = rules.Resolve(request.Host.Value ?? "", request.Scheme, context.Connection.LocalPort) ?? throw new WarrenException(ErrorCode.MisdirectedHost,
            "The Host header names no host that this server serves; use localhost or 127.0.0.1 with the server's port, or a name of WARREN_HOSTS or WARREN_PUBLIC_URL.");
        request.Scheme = served.Scheme;
        context.Features.Set(served);
        return next(context);
    }

    private void TakeForwarded(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (Single(headers, "X-Forwarded-Proto") is { } scheme)
            context.Request.Scheme = scheme is "http" or "https" ? scheme : throw Unclear("X-Forwarded-Proto");
        if (Single(headers, "X-Forwarded-Host") is { } host)
            context.Request.Host = new HostString(host);
        // Each proxy adds who it was called by: the last one that is no proxy of ours is the caller.
        foreach (var hop in headers["X-Forwarded-For"].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)).Reverse())
        {
            context.Connection.RemoteIpAddress = IPAddress.TryParse(hop, out var address) ? address : throw Unclear("X-Forwarded-For");
            if (!rules.IsProxy(address))
                break;
        }
    }

    private static string? Single(IHeaderDictionary headers, string name) => headers[name] switch
    {
        { Count: 0 } => null,
        [{ } only] when !only.Contains(',', StringComparison.Ordinal) => only,
        _ => throw Unclear(name),
    };

    private static WarrenException Unclear(string header) =>
        new(ErrorCode.InvalidRequest, $"The proxy in front of this server sends more than one {header}, or one that cannot be read; it has to replace what callers send.");
}
