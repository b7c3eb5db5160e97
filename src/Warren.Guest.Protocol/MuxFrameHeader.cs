using System.Buffers.Binary;

namespace Warren.Guest.Protocol;

/// <summary>The eight bytes before the payload of a frame: kind, count in three bytes, connection in four, lowest first.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Connection">The connection, from 1 on; 0 for none.</param>
/// <param name="Count">Bytes of payload, or of credit.</param>
public readonly record struct MuxFrameHeader(MuxFrameKind Kind, int Connection, int Count)
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 8;

    /// <summary>Bytes of payload that follow.</summary>
    public int Payload => Kind == MuxFrameKind.Data ? Count : 0;

    /// <summary>Reads a header; <see langword="false"/> for what no side may send.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out MuxFrameHeader header)
    {
        header = new((MuxFrameKind)bytes[0], BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]), bytes[1] | (bytes[2] << 8) | (bytes[3] << 16));
        return header.Kind switch
        {
            MuxFrameKind.Ready => header is { Connection: 0, Count: 0 },
            MuxFrameKind.Data => header is { Connection: > 0, Count: > 0 and <= MuxProtocol.MaxPayload },
            MuxFrameKind.Credit => header is { Connection: > 0, Count: > 0 and <= MuxProtocol.Window },
            MuxFrameKind.Open or MuxFrameKind.End or MuxFrameKind.Reset => header is { Connection: > 0, Count: 0 },
            _ => false,
        };
    }

    /// <summary>Writes the header.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)Kind | (Count << 8));
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], Connection);
    }
}
