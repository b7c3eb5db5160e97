using System.Net.Sockets;

namespace Warren.Sandboxes.Guests;

/// <summary>The bytes of a connection to a port in the sandbox.</summary>
public sealed class GuestPortStream : Stream, IHalfClose
{
    private readonly Stream _stream;
    private readonly GuestHealth _health;
    private readonly IDisposable _watch;
    private readonly CancellationTokenRegistration _ending;
    private ReadOnlyMemory<byte> _first;

    internal GuestPortStream(Stream stream, ReadOnlyMemory<byte> first, GuestHealth health)
    {
        (_stream, _first, _health, _watch) = (stream, first, health, health.Watch());
        // A read that waits ends with it.
        _ending = health.Ended.UnsafeRegister(static stream => ((Stream)stream!).Dispose(), stream);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public void CompleteWrites()
    {
        try
        {
            if (_stream is NetworkStream network)
                network.Socket.Shutdown(SocketShutdown.Send);
            else if (_stream is IHalfClose half)
                half.CompleteWrites();
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // It is closed as a whole already, which the next read tells.
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_first.IsEmpty)
        {
            var count = Math.Min(buffer.Length, _first.Length);
            _first[..count].CopyTo(buffer);
            _first = _first[count..];
            return count;
        }
        try
        {
            var read = await _stream.ReadAsync(buffer, cancellationToken);
            // A socket that is disposed while it is read may look like one that the other side has closed.
            if (read == 0 && _health.Ended.IsCancellationRequested)
                throw new IOException(_health.Failure.Message);
            _health.Hear();
            return read;
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException && _health.Ended.IsCancellationRequested)
        {
            throw new IOException(_health.Failure.Message, failure);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await _stream.WriteAsync(buffer, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException && _health.Ended.IsCancellationRequested)
        {
            throw new IOException(_health.Failure.Message, failure);
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => _stream.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Flush() => _stream.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ending.Unregister();
            _watch.Dispose();
            _stream.Dispose();
        }
        base.Dispose(disposing);
    }
}
