using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Warren.Guest.Execs;
using Warren.Guest.Protocol;

namespace Warren.Guest.Serving;

/// <summary>
/// Connects the server to TCP ports on the sandbox's loopback. These connections are HTTP/1.1 up to the upgrade and
/// never come to Kestrel: its upgraded streams end in both directions at once, copy twice and keep buffers while idle.
/// </summary>
internal sealed class PortConnections(EventLoop loop, TimeProvider time)
{
    private static readonly TimeSpan HeadDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(10);
    private static readonly IPAddress[] Loopbacks = [IPAddress.Loopback, IPAddress.IPv6Loopback];
    private static readonly byte[] Upgraded =
        [.. "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: "u8, .. Encoding.ASCII.GetBytes(GuestProtocol.PortUpgrade), .. "\r\n\r\n"u8];

    private int _count;

    /// <summary>What such a connection begins with.</summary>
    public static ReadOnlySpan<byte> Start => "GET /v0/ports/"u8;

    /// <summary>Serves a connection to its end, and closes it. Never fails: what goes wrong is the connection's end.</summary>
    public async Task ServeAsync(Socket client, CancellationToken cancellationToken)
    {
        try
        {
            await ConnectAsync(client, cancellationToken);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            // The server went away.
        }
        catch (Exception failure)
        {
            Log.Write($"connection to a port: {failure}");
        }
        finally
        {
            client.Dispose();
        }
    }

    private async Task ConnectAsync(Socket client, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _count) > GuestProtocol.MaxPortConnections)
                throw new GuestFailure(
                    GuestErrorCode.TooManyRequests, $"at most {GuestProtocol.MaxPortConnections} connections to ports may be open at once");
            var port = PortRequest.Parse(await ReadHeadAsync(client, cancellationToken));
            using var service = await ConnectAsync(port, cancellationToken);
            await SendAsync(client, Upgraded, cancellationToken);
            using var splice = new Splice(client, service, loop);
            await splice.RunAsync(cancellationToken);
        }
        catch (GuestFailure failure)
        {
            await RefuseAsync(client, failure, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    // What follows the head is for the port, so the head is looked at before it is taken.
    private async Task<byte[]> ReadHeadAsync(Socket client, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(HeadDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var head = new byte[GuestProtocol.MaxPortHead];
        for (var length = 0; length < head.Length;)
        {
            var seen = await client.ReceiveAsync(head.AsMemory(length), SocketFlags.Peek, either.Token);
            if (seen == 0)
                throw GuestFailure.Invalid("the head is cut short");
            var end = head.AsSpan(0, length + seen).IndexOf("\r\n\r\n"u8);
            var taken = end < 0 ? seen : end + 4 - length;
            length += await client.ReceiveAsync(head.AsMemory(length, taken), SocketFlags.None, either.Token);
            if (end >= 0)
                return head[..length];
        }
        throw new GuestFailure(GuestErrorCode.TooLarge, $"a head has at most {GuestProtocol.MaxPortHead} bytes");
    }

    private async Task<Socket> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(ConnectDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        foreach (var address in Loopbacks)
        {
            Socket? socket = null;
            try
            {
                socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(address, port, either.Token);
                return socket;
            }
            catch (SocketException)
            {
                // Nothing listens there.
                socket?.Dispose();
            }
            catch (OperationCanceledException)
            {
                socket?.Dispose();
                if (cancellationToken.IsCancellationRequested)
                    throw;
                throw new GuestFailure(GuestErrorCode.NotFound, $"what listens on port {port} in the sandbox accepts no connection");
            }
        }
        throw new GuestFailure(GuestErrorCode.NotFound, $"nothing listens on port {port} in the sandbox");
    }

    private static async Task RefuseAsync(Socket client, GuestFailure failure, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new GuestError(failure.Code, failure.Message), GuestJson.Default.GuestError);
        var head = $"HTTP/1.1 {GuestRequest.StatusOf(failure)} Refused\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
        await SendAsync(client, (byte[])[.. Encoding.ASCII.GetBytes(head), .. body], cancellationToken);
        client.Shutdown(SocketShutdown.Send);
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (data.Length > 0)
            data = data[await socket.SendAsync(data, SocketFlags.None, cancellationToken)..];
    }
}
