using System.Net.Sockets;
using System.Runtime.InteropServices;
using Warren.Guest.Native;

namespace Warren.Guest.Serving;

/// <summary>
/// The guest's own abstract socket, for drivers whose engine passes none on. Whoever has the guest's user may connect, which user
/// code never has: the programs that the engine starts as it. The name is the sandbox's network namespace's alone, and was
/// taken before anything else ran in it.
/// </summary>
internal static class NamedListener
{
    private const int Backlog = 128, SocketLevel = 1, PeerCredentials = 17;

    public static async Task RunAsync(string name, SortingListener target, CancellationToken cancellationToken)
    {
        using var listening = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listening.Bind(new UnixDomainSocketEndPoint($"\0{name}"));
        listening.Listen(Backlog);
        var sorting = new HashSet<Task>();
        while (true)
        {
            var socket = await listening.AcceptAsync(cancellationToken);
            sorting.RemoveWhere(task => task.IsCompleted);
            if (IsOurs(socket))
                sorting.Add(target.AddAsync(socket, cancellationToken));
            else
                socket.Dispose();
        }
    }

    private static bool IsOurs(Socket socket)
    {
        // struct ucred (unix(7)): process, user, group, as of when it connected.
        Span<byte> credentials = stackalloc byte[12];
        return socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) == credentials.Length
            && MemoryMarshal.Cast<byte, uint>(credentials)[1] == (uint)Libc.geteuid();
    }
}
