using System.Buffers.Binary;
using Warren.Guest.Protocol;

namespace Warren.Sandboxes.Execs;

/// <summary>What precedes the bytes of each record of a journal, little endian.</summary>
/// <param name="Length">How many bytes follow, at least one.</param>
/// <param name="Sequence">The record's place in everything that the sandbox wrote.</param>
/// <param name="Ticks">When it was received, in ticks of UTC.</param>
internal readonly record struct JournalHeader(int Length, long Sequence, long Ticks)
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = sizeof(int) + 2 * sizeof(long);

    /// <summary>Most bytes that follow one.</summary>
    public const int MaxLength = GuestProtocol.MaxChunk;

    /// <summary>Bytes of the whole record.</summary>
    public int RecordSize => Size + Length;

    /// <summary>Writes it to the start of a span.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, Length);
        BinaryPrimitives.WriteInt64LittleEndian(target[sizeof(int)..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[(sizeof(int) + sizeof(long))..], Ticks);
    }

    /// <summary>Reads one; <see langword="false"/> where it is none that was ever written whole.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out JournalHeader header)
    {
        header = default;
        if (source.Length < Size)
            return false;
        header = new(
            BinaryPrimitives.ReadInt32LittleEndian(source),
            BinaryPrimitives.ReadInt64LittleEndian(source[sizeof(int)..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[(sizeof(int) + sizeof(long))..]));
        return header.Length is > 0 and <= MaxLength && header.Sequence > 0 && header.Ticks >= 0 && header.Ticks <= DateTime.MaxValue.Ticks;
    }
}
