using Warren.Server.Http;

namespace Warren.Server.Ports;

/// <summary>
/// Serves the hosts that stand for ports, <c>{port}-{sandbox}.localhost</c>: nothing of the API is below them, and what the
/// port answers is of an origin of its own. A signed link gives a browser that host's cookie; programs give the token.
/// </summary>
internal sealed class PortHostMiddleware(RequestDelegate next, PortConnections ports, PortProxy proxy, PortAccess access)
{
    /// <summary>Runs the request.</summary>
    public Task InvokeAsync(HttpContext context) =>
        ServedHost.Of(context).Sandbox is { } port ? ServeAsync(context, port) : next(context);

    private async Task ServeAsync(HttpContext context, PortHost port)
    {
        var target = RawTarget.Read(context);
        if (access.TryOpenLink(context, port, target))
            return;
        var owner = await access.RequireAsync(context, port);
        using var call = await ports.BeginAsync(port.Id, port.Port, owner, context.RequestAborted);
        await proxy.ForwardAsync(context, call, new(target, ServedHost.Of(context).Authority, Prefix: null));
    }
}
