using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Warren.Drivers.Oci.Linux;
using Warren.Guest.Protocol;

namespace Warren.Drivers.Oci;

/// <summary>
/// The socket that a guest dials where it cannot inherit one. It and the secret are in a folder that the sandbox
/// sees read-only; whoever connects must be of the sandbox's own id range and send the secret first.
/// </summary>
internal sealed class GuestDoor : IAsyncDisposable
{
    private const int SocketLevel = 1, PeerCredentials = 17, Waiting = 16;
    private static readonly TimeSpan SecretDeadline = TimeSpan.FromSeconds(5);

    private readonly Channel<Socket> _dialled = Channel.CreateBounded<Socket>(
        new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest }, dropped => dropped.Dispose());
    private readonly CancellationTokenSource _stopping = new();
    private readonly Socket _listener;
    private readonly byte[] _secret;
    private readonly uint _firstHostId;
    private readonly TimeProvider _time;
    private readonly Task _accepting;

    private GuestDoor(Socket listener, string secret, uint firstHostId, TimeProvider time)
    {
        (_listener, _secret, _firstHostId, _time) = (listener, Encoding.ASCII.GetBytes(secret + "\n"), firstHostId, time);
        _accepting = AcceptAsync(_stopping.Token);
    }

    /// <summary>Listens for a sandbox's guest; makes the folder and the secret when they are not there yet.</summary>
    public static GuestDoor Open(SandboxPaths paths, uint firstHostId, TimeProvider time)
    {
        Directory.CreateDirectory(paths.Door);
        if (!File.Exists(paths.DoorSecret))
        {
            File.WriteAllText(paths.DoorSecret, RandomNumberGenerator.GetHexString(GuestProtocol.SecretLength, lowercase: true));
            Give(paths.DoorSecret, firstHostId);
        }
        var secret = File.ReadAllText(paths.DoorSecret);
        File.Delete(paths.DoorSocket);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(paths.DoorSocket));
        Give(paths.DoorSocket, firstHostId);
        listener.Listen(Waiting);
        return new GuestDoor(listener, secret, firstHostId, time);
    }

    /// <summary>A connection that the guest has dialled, as soon as there is one.</summary>
    public async ValueTask<Stream> TakeAsync(CancellationToken cancellationToken) =>
        new NetworkStream(await _dialled.Reader.ReadAsync(cancellationToken), ownsSocket: true);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _dialled.Writer.TryComplete();
        while (_dialled.Reader.TryRead(out var socket))
            socket.Dispose();
        _stopping.Dispose();
    }

    // Readable and, for a socket, connectable by the sandbox's guest alone.
    private static void Give(string path, uint firstHostId)
    {
        var owner = firstHostId + GuestIdentity.Uid;
        if (Libc.ChangeOwner(path, owner, owner) != 0)
            throw Libc.Failure("give a file to the guest");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync(cancellationToken);
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
            if (await IsGuestAsync(socket, cancellationToken))
                _dialled.Writer.TryWrite(socket);
            else
                socket.Dispose();
        }
    }

    private async Task<bool> IsGuestAsync(Socket socket, CancellationToken cancellationToken)
    {
        // struct ucred (unix(7)): process, user, group.
        var credentials = new byte[12];
        socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        var user = MemoryMarshal.Cast<byte, uint>(credentials)[1];
        if (user < _firstHostId || user >= _firstHostId + IdRangeLease.Length)
            return false;
        using var timer = new CancellationTokenSource(SecretDeadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        var sent = new byte[_secret.Length];
        try
        {
            for (var read = 0; read < sent.Length;)
            {
                var count = await socket.ReceiveAsync(sent.AsMemory(read), either.Token);
                if (count == 0)
                    return false;
                read += count;
            }
        }
        catch (Exception broken) when (broken is OperationCanceledException or SocketException)
        {
            return false;
        }
        return CryptographicOperations.FixedTimeEquals(sent, _secret);
    }
}
