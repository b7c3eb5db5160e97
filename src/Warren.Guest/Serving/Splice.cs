using System.Buffers;
using System.Net.Sockets;
using Warren.Guest.Execs;

namespace Warren.Guest.Serving;

/// <summary>
/// Carries bytes between two sockets in both directions. The end of one direction is passed on as such (shutdown(2),
/// SHUT_WR) and leaves the other open; a failure of either, or the client's going away, ends both. While nothing is
/// on its way, no buffer is held.
/// </summary>
internal sealed class Splice(Socket client, Socket service, EventLoop loop) : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly CancellationTokenSource _over = new();
    private long _watch;

    /// <summary>Returns once both directions ended.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = cancellationToken.UnsafeRegister(static over => ((CancellationTokenSource)over!).Cancel(), _over);
        await Task.WhenAll(UpAsync(), CarryAsync(service, client));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_watch != 0)
            loop.Remove(_watch);
        _over.Dispose();
    }

    private async Task UpAsync()
    {
        // A peer that is gone looks as one that only ended its direction; epoll tells them apart (epoll_ctl(2), EPOLLHUP).
        if (await CarryAsync(client, service))
            _watch = loop.Register((int)client.Handle, reads: false, Over);
    }

    private async Task<bool> CarryAsync(Socket from, Socket to)
    {
        try
        {
            do
                await from.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, _over.Token);
            while (await CopyAsync(from, to));
            to.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            Over();
            return false;
        }
    }

    /// <summary>Copies what there is; <see langword="false"/> at the end.</summary>
    private async Task<bool> CopyAsync(Socket from, Socket to)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            // How much waits is not asked: gVisor does not tell it of the server's socket.
            var count = await from.ReceiveAsync(buffer.AsMemory(0, BufferSize), SocketFlags.None, _over.Token);
            for (var sent = 0; sent < count;)
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), SocketFlags.None, _over.Token);
            return count > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Over()
    {
        try
        {
            _over.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It is over.
        }
    }
}
