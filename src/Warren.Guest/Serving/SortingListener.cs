using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Warren.Guest.Serving;

/// <summary>
/// Gives Kestrel connected sockets, whoever connected them. Kestrel serves HTTP/2 in cleartext and HTTP/1.1 on
/// separate endpoints only, so a look at the first bytes, which stay unread, decides where a connection goes
/// (RFC 9113, section 3.4: the preface starts with PRI, which is no method). Connections to ports do not come to it.
/// </summary>
internal sealed class SortingListener(SocketConnectionContextFactory contexts, PortConnections ports) : IConnectionListenerFactory
{
    private readonly Channel<Socket> _http1 = Channel.CreateUnbounded<Socket>();
    private readonly Channel<Socket> _http2 = Channel.CreateUnbounded<Socket>();

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var sockets = ((GuestEndPoint)endpoint).IsHttp2 ? _http2 : _http1;
        return ValueTask.FromResult<IConnectionListener>(new Listener(endpoint, sockets, contexts));
    }

    /// <summary>
    /// Waits for the first bytes of a connection and has it served. <see langword="false"/>, and the socket is
    /// disposed, where the peer closed it unused.
    /// </summary>
    public async Task<bool> AddAsync(Socket socket, CancellationToken cancellationToken)
    {
        try
        {
            const int enough = 3;
            var start = new byte[PortConnections.Start.Length];
            for (var length = 0; length < enough;)
            {
                var seen = await socket.ReceiveAsync(start, SocketFlags.Peek, cancellationToken);
                if (seen <= length)
                {
                    socket.Dispose();
                    return false;
                }
                length = seen;
            }
            if (start.AsSpan().SequenceEqual(PortConnections.Start))
            {
                _ = ports.ServeAsync(socket, cancellationToken);
                return true;
            }
            return (start.AsSpan().StartsWith("PRI"u8) ? _http2 : _http1).Writer.TryWrite(socket);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            return false;
        }
    }

    private sealed class Listener(EndPoint endpoint, Channel<Socket> sockets, SocketConnectionContextFactory contexts)
        : IConnectionListener
    {
        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await sockets.Reader.WaitToReadAsync(cancellationToken))
                if (sockets.Reader.TryRead(out var socket))
                    return contexts.Create(socket);
            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            sockets.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
