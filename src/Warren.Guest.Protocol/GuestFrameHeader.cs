using System.Buffers.Binary;

namespace Warren.Guest.Protocol;

/// <summary>The five bytes before a frame's payload.</summary>
/// <param name="Kind">What the payload is.</param>
/// <param name="Length">Bytes of the payload.</param>
public readonly record struct GuestFrameHeader(GuestFrameKind Kind, int Length)
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 5;

    /// <summary>Bytes of a dropped frame's payload.</summary>
    public const int DroppedLength = 9;

    /// <summary>Bytes of a detached frame's payload.</summary>
    public const int DetachedLength = 1;

    private const int MaxJson = 16 * 1024;

    /// <summary>Writes it to the start of a span.</summary>
    public void Write(Span<byte> target)
    {
        target[0] = (byte)Kind;
        BinaryPrimitives.WriteInt32LittleEndian(target[1..], Length);
    }

    /// <summary>Reads and checks one; <see langword="false"/> where the kind or the length is none that may be sent.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out GuestFrameHeader header)
    {
        header = new((GuestFrameKind)source[0], BinaryPrimitives.ReadInt32LittleEndian(source[1..]));
        return header.Kind switch
        {
            GuestFrameKind.Stdout or GuestFrameKind.Stderr => header.Length is > 0 and <= GuestProtocol.MaxChunk,
            GuestFrameKind.Dropped => header.Length == DroppedLength,
            GuestFrameKind.Detached => header.Length == DetachedLength,
            GuestFrameKind.Started or GuestFrameKind.Exit => header.Length is > 0 and <= MaxJson,
            _ => false,
        };
    }
}
