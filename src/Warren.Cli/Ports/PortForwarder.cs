using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Warren.Api;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Ports;

/// <summary>Accepts connections on a port of this machine's loopback, and joins each with one to a port in a sandbox.</summary>
internal sealed class PortForwarder(PortClient ports, string sandbox, int local, int remote) : IDisposable
{
    private const int Piece = 64 * 1024;
    private readonly TcpListener _listener = new(IPAddress.Loopback, local);

    /// <summary>The port that was asked for here.</summary>
    public int Local => local;

    /// <summary>The port in the sandbox.</summary>
    public int Remote => remote;

    /// <summary>Begins to listen.</summary>
    /// <returns>Where.</returns>
    public EndPoint Start()
    {
        _listener.Start();
        return _listener.LocalEndpoint;
    }

    /// <summary>Serves until it is cancelled; one connection's failure ends no other.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        HashSet<Task> connections = [];
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(cancellationToken);
                connections.RemoveWhere(connection => connection.IsCompleted);
                connections.Add(ServeAsync(socket, cancellationToken));
            }
        }
        finally
        {
            await Task.WhenAll(connections);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(Socket socket, CancellationToken cancellationToken)
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                using var tunnel = await ports.ConnectAsync(sandbox, remote, cancellationToken);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await WithAsync(either, UpAsync(socket, tunnel, either.Token), DownAsync(socket, tunnel, either.Token));
            }
            catch (WarrenException failure)
            {
                Screen.Notice($"port {remote}: {failure.Message}");
                Reset(socket);
            }
            catch (Exception failure) when (failure is SocketException or WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                Reset(socket); // Either side broke off; the other one is to see that it was no orderly end.
            }
        }
    }

    // Each direction ends for itself; a failure of one ends both.
    private static async Task WithAsync(CancellationTokenSource either, Task up, Task down)
    {
        var first = await Task.WhenAny(up, down);
        if (!first.IsCompletedSuccessfully)
            await either.CancelAsync();
        await Task.WhenAll(up, down);
    }

    private static async Task UpAsync(Socket socket, WebSocket tunnel, CancellationToken cancellationToken)
    {
        var buffer = new byte[Piece];
        while (await socket.ReceiveAsync(buffer, cancellationToken) is > 0 and var count)
            await tunnel.SendAsync(buffer.AsMemory(0, count), WebSocketMessageType.Binary, true, cancellationToken);
        await tunnel.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
    }

    private static async Task DownAsync(Socket socket, WebSocket tunnel, CancellationToken cancellationToken)
    {
        var buffer = new byte[Piece];
        while (true)
        {
            var received = await tunnel.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
                break;
            for (var sent = 0; sent < received.Count;)
                sent += await socket.SendAsync(buffer.AsMemory(sent, received.Count - sent), cancellationToken);
        }
        if (tunnel.CloseStatus != WebSocketCloseStatus.NormalClosure)
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
        socket.Shutdown(SocketShutdown.Send);
    }

    // Closing with nothing to wait for sends a reset.
    private static void Reset(Socket socket) => socket.LingerState = new(true, 0);
}
