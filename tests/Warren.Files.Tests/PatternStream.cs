using System.Buffers.Binary;

namespace Warren.Files.Tests;

/// <summary>So many bytes, of which no two kilobytes are the same.</summary>
internal sealed class PatternStream(long length) : Stream
{
    private const int BlockSize = 1024;
    private readonly byte[] _block = new byte[BlockSize];
    private long _position;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - _position);
        for (var at = 0; at < count;)
        {
            var within = (int)(_position % BlockSize);
            BinaryPrimitives.WriteInt64LittleEndian(_block, (_position - within) * 6364136223846793005);
            var piece = _block.AsSpan(within, Math.Min(BlockSize - within, count - at));
            piece.CopyTo(buffer[at..]);
            (at, _position) = (at + piece.Length, _position + piece.Length);
        }
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
