using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Warren.Guest.Protocol;

namespace Warren.Guest.Execs;

/// <summary>Writes the frames of an exec's stream; see <see cref="GuestFrameKind"/>.</summary>
internal sealed class FrameWriter(PipeWriter target)
{
    public void WriteJson<T>(GuestFrameKind kind, T message, JsonTypeInfo<T> type)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(message, type);
        payload.CopyTo(Begin(kind, payload.Length));
        target.Advance(GuestFrameHeader.Size + payload.Length);
    }

    /// <summary>Writes what is kept from the offset on, at most one chunk, and moves the offset.</summary>
    public bool WriteOutput(GuestFrameKind kind, OutputRing ring, ref long offset)
    {
        if (offset < ring.Start)
        {
            WriteDropped(kind, ring.Start - offset);
            offset = ring.Start;
        }
        if (offset == ring.End)
            return false;
        var chunk = ring.Read(offset, GuestProtocol.MaxChunk);
        chunk.CopyTo(Begin(kind, chunk.Length));
        target.Advance(GuestFrameHeader.Size + chunk.Length);
        offset += chunk.Length;
        return true;
    }

    public void WriteDetached(GuestDetachment reason)
    {
        Begin(GuestFrameKind.Detached, GuestFrameHeader.DetachedLength)[0] = (byte)reason;
        target.Advance(GuestFrameHeader.Size + GuestFrameHeader.DetachedLength);
    }

    private void WriteDropped(GuestFrameKind stream, long count)
    {
        var payload = Begin(GuestFrameKind.Dropped, GuestFrameHeader.DroppedLength);
        payload[0] = (byte)stream;
        BinaryPrimitives.WriteInt64LittleEndian(payload[1..], count);
        target.Advance(GuestFrameHeader.Size + GuestFrameHeader.DroppedLength);
    }

    private Span<byte> Begin(GuestFrameKind kind, int length)
    {
        var frame = target.GetSpan(GuestFrameHeader.Size + length);
        new GuestFrameHeader(kind, length).Write(frame);
        return frame[GuestFrameHeader.Size..];
    }
}
