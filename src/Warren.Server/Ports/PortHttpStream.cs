namespace Warren.Server.Ports;

/// <summary>
/// A connection to a port on which an HTTP client speaks. An answer of HTTP/1.0 ends its connection (RFC 9112, section 9.3),
/// but .NET's client keeps it and sends the request of whoever waits for one on it, which is then lost. So such
/// an answer is given the header that says it.
/// </summary>
internal sealed class PortHttpStream(Stream port) : Stream
{
    // What is longer is no status line, which the client says.
    private const int LongestLine = 1024;

    private byte[]? _start = new byte[LongestLine];
    private int _length;
    private ReadOnlyMemory<byte> _ready;

    private static ReadOnlySpan<byte> Old => "HTTP/1.0 "u8;

    private static ReadOnlySpan<byte> Ends => "Connection: close\r\n"u8;

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
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start is not null && !buffer.IsEmpty)
            await BeginAsync(_start, cancellationToken);
        if (_ready.IsEmpty)
            return await port.ReadAsync(buffer, cancellationToken);
        var count = Math.Min(buffer.Length, _ready.Length);
        _ready[..count].CopyTo(buffer);
        _ready = _ready[count..];
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => port.WriteAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => port.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Flush() => port.Flush();

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
            port.Dispose();
        base.Dispose(disposing);
    }

    // A read that is cancelled leaves what came before it for the next one.
    private async ValueTask BeginAsync(byte[] start, CancellationToken cancellationToken)
    {
        var isOver = false;
        while (!isOver && IsUndecided(start.AsSpan(0, _length)))
        {
            var count = await port.ReadAsync(start.AsMemory(_length), cancellationToken);
            (isOver, _length) = (count == 0, _length + count);
        }
        (_ready, _start) = (Decide(start.AsSpan(0, _length)), null);
    }

    private static bool IsUndecided(ReadOnlySpan<byte> start) => start.Length < Old.Length
        ? Old.StartsWith(start)
        : start.StartsWith(Old) && start.Length < LongestLine && !start.Contains((byte)'\n');

    private static byte[] Decide(ReadOnlySpan<byte> start) => start.StartsWith(Old) && start.IndexOf((byte)'\n') is >= 0 and var end
        ? [.. start[..(end + 1)], .. Ends, .. start[(end + 1)..]]
        : start.ToArray();
}
