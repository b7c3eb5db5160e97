using System.Net.Sockets;

namespace Warren.Guest.Serving;

/// <summary>Accepts from the listening socket that the guest inherited.</summary>
internal static class Acceptor
{
    public static async Task RunAsync(int descriptor, SortingListener target, CancellationToken cancellationToken)
    {
        // Never disposed: .NET would remove the socket's file, which is the server's.
        var listening = new Socket(new SafeSocketHandle(descriptor, ownsHandle: false));
        var sorting = new HashSet<Task>();
        while (true)
        {
            var socket = await listening.AcceptAsync(cancellationToken);
            sorting.RemoveWhere(task => task.IsCompleted);
            sorting.Add(target.AddAsync(socket, cancellationToken));
        }
    }
}
