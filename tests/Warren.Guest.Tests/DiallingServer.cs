using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Warren.Guest.Tests;

/// <summary>The server's side of a guest that dials out: checks the secret and hands connections out.</summary>
internal sealed class DiallingServer(string expectedSecret) : IAsyncDisposable
{
    private readonly Channel<Socket> _accepted = Channel.CreateUnbounded<Socket>();
    private readonly CancellationTokenSource _closing = new();
    private Socket? _listening;
    private Task _accepting = Task.CompletedTask;
    private string _path = "";

    /// <summary>What the guest is given.</summary>
    public string? GivenSecret { get; init; }

    public string Secret => GivenSecret ?? expectedSecret;

    public int Refused { get; private set; }

    public TaskCompletionSource SawRefusal { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open(string path)
    {
        _path = path;
        _listening = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listening.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
        _listening.Listen(16);
        _accepting = AcceptAllAsync(_listening, _closing.Token);
    }

    /// <summary>Goes away, as a killed server does: the socket's file is gone, too.</summary>
    public void Close()
    {
        _listening!.Dispose();
        while (_accepted.Reader.TryRead(out var socket))
            socket.Dispose();
    }

    public void Reopen() => Open(_path);

    public async ValueTask<Stream> AcceptAsync(CancellationToken cancellationToken) =>
        new NetworkStream(await _accepted.Reader.ReadAsync(cancellationToken), ownsSocket: true);

    public bool HasMore => _accepted.Reader.TryPeek(out _);

    public ValueTask<bool> WaitForMoreAsync(CancellationToken cancellationToken) => _accepted.Reader.WaitToReadAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        Close();
        await _accepting;
        _closing.Dispose();
    }

    private async Task AcceptAllAsync(Socket listening, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
                await CheckAsync(await listening.AcceptAsync(cancellationToken), cancellationToken);
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task CheckAsync(Socket socket, CancellationToken cancellationToken)
    {
        var line = new byte[GuestProtocol.SecretLength + 1];
        for (var length = 0; length < line.Length;)
        {
            var read = await socket.ReceiveAsync(line.AsMemory(length), cancellationToken);
            if (read == 0)
                break;
            length += read;
        }
        if (Encoding.ASCII.GetString(line) == expectedSecret + "\n")
        {
            _accepted.Writer.TryWrite(socket);
            return;
        }
        socket.Dispose();
        Refused++;
        if (Refused >= 3)
            SawRefusal.TrySetResult();
    }
}
