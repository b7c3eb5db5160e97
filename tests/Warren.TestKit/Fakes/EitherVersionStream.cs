using System.Net.Sockets;

namespace Warren.TestKit.Fakes;

/// <summary>
/// A stream that connects with its first write, when it is known which version of HTTP it will carry: Kestrel
/// cannot serve both on one cleartext socket.
/// </summary>
internal sealed class EitherVersionStream(Func<bool, string> socketOf) : Stream
{
    private readonly TaskCompletionSource<NetworkStream> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_connected.Task.IsCompleted)
        {
            // The preface of HTTP/2 (RFC 9113, section 3.4).
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketOf(buffer.Span.StartsWith("PRI * HTTP/2.0"u8))), cancellationToken);
            _connected.SetResult(new NetworkStream(socket, ownsSocket: true));
        }
        await (await _connected.Task).WriteAsync(buffer, cancellationToken);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await (await _connected.Task.WaitAsync(cancellationToken)).ReadAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_connected.TrySetCanceled() && _connected.Task.IsCompletedSuccessfully)
            _connected.Task.Result.Dispose();
        base.Dispose(disposing);
    }
}
