using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Warren.Server.Http;

namespace Warren.Server.Sandboxes;

/// <summary>
/// Writes one output of an exec as events that lose nothing: as text where it is UTF-8, split only between characters,
/// else as Base64.
/// </summary>
internal sealed class OutputEncoder(string stream)
{
    private const int LongestTail = 3; // A character of UTF-8 has at most four bytes.
    private readonly byte[] _tail = new byte[LongestTail];
    private int _tailLength;
    private long _tailOffset;

    /// <summary>Writes a piece; the beginning of a character at its end waits for the rest.</summary>
    public void Write(EventWriter events, long offset, ReadOnlySpan<byte> data)
    {
        byte[]? rented = null;
        if (_tailLength > 0)
        {
            rented = ArrayPool<byte>.Shared.Rent(_tailLength + data.Length);
            _tail.AsSpan(0, _tailLength).CopyTo(rented);
            data.CopyTo(rented.AsSpan(_tailLength));
            data = rented.AsSpan(0, _tailLength + data.Length);
            offset = _tailOffset;
        }
        _tailLength = IncompleteTail(data);
        data[^_tailLength..].CopyTo(_tail);
        _tailOffset = offset + data.Length - _tailLength;
        Emit(events, offset, data[..^_tailLength]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Writes what still waits: the output ends here, or has a gap.</summary>
    public void Finish(EventWriter events)
    {
        Emit(events, _tailOffset, _tail.AsSpan(0, _tailLength));
        _tailLength = 0;
    }

    private static int IncompleteTail(ReadOnlySpan<byte> data)
    {
        for (var length = 1; length <= LongestTail && length <= data.Length; length++)
            if (Rune.DecodeFromUtf8(data[^length..], out _, out _) == OperationStatus.NeedMoreData)
                return length;
        return 0;
    }

    private void Emit(EventWriter events, long offset, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        var json = events.Begin(stream);
        json.WriteStartObject();
        json.WriteNumber("offset"u8, offset);
        if (Utf8.IsValid(data))
            json.WriteString("text"u8, data);
        else
            json.WriteBase64String("base64"u8, data);
        json.WriteEndObject();
        events.End();
    }
}
