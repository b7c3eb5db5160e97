using System.Buffers.Binary;

namespace Warren.Files.Tests;

/// <summary>So many bytes, of which no two kilobytes are the same.</summary>
internal sealed class PatternStream(long length) : Stream
{
    private long _position;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - _position);
        buffer = buffer[..count];
        for (var at = 0; at < count; at++)
            if (_position % 1024 == 0 && count - at >= 1024)
            {
                BinaryPrimitives.WriteInt64LittleEndian(buffer[at..], _position * 6364136223846793005);
                buffer.Slice(at + 8, 1016).Fill((byte)(_position >> 10));
                at += 1023;
                _position += 1024;
            }
            else
            {
                Span<byte> block = stackalloc byte[1024];
                block.Fill((byte)(_position >> 10));
                BinaryPrimitives.WriteInt64LittleEndian(block, _position / 1024 * 1024 * 6364136223846793005);
                buffer[at] = block[(int)(_position % 1024)];
                _position++;
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
