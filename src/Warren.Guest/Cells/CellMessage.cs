using System.Buffers.Binary;
using System.Text;

namespace Warren.Guest.Cells;

/// <summary>One message of a slot: a packet of its socket.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Number">Which program it is about.</param>
/// <param name="First">A value, as the two that follow.</param>
/// <param name="Second">Another.</param>
/// <param name="Third">Another.</param>
/// <param name="Text">What is said in words; cut where it is longer than a packet.</param>
internal readonly record struct CellMessage(
    CellMessageKind Kind, int Number = 0, long First = 0, long Second = 0, long Third = 0, string Text = "")
{
    /// <summary>Most bytes of one.</summary>
    public const int MaxSize = 2048;

    private const int HeadSize = 32;
    private const int MaxLetters = (MaxSize - HeadSize) / 3;

    /// <summary>Writes it; gives its length.</summary>
    public int Write(Span<byte> target)
    {
        target[..HeadSize].Clear();
        target[0] = (byte)Kind;
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], First);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], Second);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], Third);
        var text = Text.Length <= MaxLetters ? Text : Text[..MaxLetters];
        return HeadSize + Encoding.UTF8.GetBytes(text, target[HeadSize..]);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static CellMessage Read(ReadOnlySpan<byte> source) => new(
        (CellMessageKind)source[0],
        BinaryPrimitives.ReadInt32LittleEndian(source[4..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
        BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
        Encoding.UTF8.GetString(source[HeadSize..]));
}
