using System.Globalization;
using System.Net.WebSockets;
using System.Security.Claims;
using Warren.Access;
using Warren.Api;
using Warren.Server.Http;
using Warren.Server.Sessions;

namespace Warren.Server.Ports;

/// <summary>Ports of sandboxes below the API's own paths.</summary>
internal static class PortEndpoints
{
    private const int PartsBefore = 6; // api, v0, sandboxes or sessions, {sandbox}, ports, {port}
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    /// <summary>Maps the routes below those of a sandbox.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ports/{port}").WithTags("ports");
        group.MapGet("/tcp", TunnelAsync).Requires(Verb.Exec, Resources.Sandboxes).WithSummary("Open a TCP connection to a port, carried in the binary messages of a WebSocket")
            .Produces(StatusCodes.Status101SwitchingProtocols);
        foreach (var method in Methods)
            group.MapMethods("/{**path}", [method], ForwardAsync).Requires(Verb.Exec, Resources.Sandboxes).ServesSandboxContent()
                .WithSummary("Send a request, or open a WebSocket, to what listens on a port in a sandbox")
                .WithDescription("The answer is the port's own, without cookies. Browsers use `http://{port}-{sandbox}.localhost` by a signed link.");
    }

    private static async Task ForwardAsync(
        string sandbox, string port, PortConnections ports, PortProxy proxy, ClaimsPrincipal user, HttpContext context)
    {
        var target = RawTarget.Read(context).Below(PartsBefore);
        using var call = await ports.BeginAsync(sandbox, port, user.OwnerName(), context.RequestAborted);
        var host = string.Create(CultureInfo.InvariantCulture, $"localhost:{call.Port}");
        await proxy.ForwardAsync(context, call, new(target, host, $"/api/v0/{SessionCall.PlaceOf(context, call.Sandbox)}/ports/{port}"));
    }

    private static async Task TunnelAsync(
        string sandbox, string port, PortConnections ports, IHostApplicationLifetime server, ClaimsPrincipal user, HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            throw new WarrenException(ErrorCode.InvalidRequest, "This is a WebSocket; `warren sandbox port-forward` opens it.");
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, server.ApplicationStopping);
        using var call = await ports.BeginAsync(sandbox, port, user.OwnerName(), ended.Token);
        await using var stream = await call.OpenAsync(ended.Token);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(30) });
        await PortTunnel.RunAsync(socket, stream, ended.Token);
    }
}
