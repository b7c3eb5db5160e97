using Microsoft.Win32.SafeHandles;
using Warren.Guest.Files;

namespace Warren.Guest.Programs;

/// <summary>
/// So many bytes of a file, whatever happens to it meanwhile: an archive says the length of an entry before it. What is
/// missing in the end is zeros.
/// </summary>
internal sealed class ExactStream(SafeFileHandle file, long length) : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        buffer = buffer[..(int)Math.Min(buffer.Length, length - Position)];
        if (buffer.IsEmpty)
            return 0;
        var count = NewEntry.Read(file, buffer, Position);
        if (count == 0)
        {
            buffer.Clear();
            count = buffer.Length;
        }
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
