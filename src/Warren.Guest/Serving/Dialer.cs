using System.Net.Sockets;
using System.Text;

namespace Warren.Guest.Serving;

/// <summary>
/// Connects out to the server's socket, for runtimes that pass no descriptors on. One connection is always waiting
/// to be used; the next is dialled once the server begins to.
/// </summary>
internal sealed class Dialer(string path, string secret, SortingListener target, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LastDelay = TimeSpan.FromSeconds(1);

    private readonly byte[] _secret = Encoding.ASCII.GetBytes(secret + "\n");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var delay = FirstDelay;
        while (true)
        {
            if (await DialAsync(cancellationToken))
            {
                delay = FirstDelay;
                continue;
            }
            await Task.Delay(delay, time, cancellationToken);
            delay = delay * 2 < LastDelay ? delay * 2 : LastDelay;
        }
    }

    private async Task<bool> DialAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            await socket.SendAsync(_secret, cancellationToken);
        }
        catch (SocketException)
        {
            // The server is away.
            socket.Dispose();
            return false;
        }
        return await target.AddAsync(socket, cancellationToken);
    }
}
