using System.Net;
using System.Net.Sockets;

namespace Warren.TestKit;

/// <summary>Passes connections on to a port, and cuts them when a test says so.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Socket> _open = [];
    private readonly List<Task> _connections = [];
    private readonly int _target;
    private readonly Task _accepting;
    private volatile bool _refuses;

    /// <summary>Listens on a free port.</summary>
    /// <param name="target">Port on 127.0.0.1 that connections are passed on to.</param>
    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port that it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Says of what a client sends whether to cut the connection before it, or after it, so that no answer comes.</summary>
    public Func<ReadOnlyMemory<byte>, ProxyCut> OnSent { get; set; } = _ => ProxyCut.Not;

    /// <summary>Whether new connections are closed at once.</summary>
    public bool Refuses
    {
        set => _refuses = value;
    }

    /// <summary>Cuts every connection.</summary>
    public void CutAll()
    {
        Socket[] open;
        lock (_gate)
            open = [.. _open];
        foreach (var socket in open)
            socket.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        CutAll();
        await _accepting;
        Task[] left;
        lock (_gate)
            left = [.. _connections];
        await Task.WhenAll(left);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stopping.Token);
                if (_refuses)
                    client.Dispose();
                else
                    lock (_gate)
                        _connections.Add(PassAsync(client));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy was disposed.
        }
    }

    private async Task PassAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        lock (_gate)
        {
            _open.Add(client);
            _open.Add(server);
        }
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _stopping.Token);
            await Task.WhenAny(SendAsync(client, server), CopyAsync(server, client));
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Then both ends are closed, as below.
        }
        finally
        {
            client.Dispose();
            server.Dispose();
            lock (_gate)
            {
                _open.Remove(client);
                _open.Remove(server);
            }
        }
    }

    private async Task SendAsync(Socket client, Socket server)
    {
        var buffer = new byte[65536];
        while (await TryReceiveAsync(client, buffer) is > 0 and var count)
        {
            var cut = OnSent(buffer.AsMemory(0, count));
            if (cut == ProxyCut.Before)
                return;
            if (cut == ProxyCut.After)
                client.Dispose(); // Before the answer can come.
            await server.SendAsync(buffer.AsMemory(0, count), _stopping.Token);
            if (cut == ProxyCut.After)
            {
                // The database has done it when it answers.
                await TryReceiveAsync(server, buffer);
                return;
            }
        }
    }

    private async Task CopyAsync(Socket server, Socket client)
    {
        var buffer = new byte[65536];
        while (await TryReceiveAsync(server, buffer) is > 0 and var count)
            await client.SendAsync(buffer.AsMemory(0, count), _stopping.Token);
    }

    private async Task<int> TryReceiveAsync(Socket socket, byte[] buffer)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, _stopping.Token);
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return 0;
        }
    }
}
