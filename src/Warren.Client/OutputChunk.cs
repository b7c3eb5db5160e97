using System.Buffers;
using System.Text.Json;

namespace Warren.Client;

/// <summary>Reads <see cref="Warren.Api.Sandboxes.ExecChunk"/>, taken apart by hand: by way of a string, a text takes several times as long.</summary>
internal static class OutputChunk
{
    /// <summary>Where the piece begins, and its bytes.</summary>
    public static (long Offset, byte[] Bytes) Parse(ReadOnlySpan<byte> data)
    {
        var (offset, bytes) = (0L, Array.Empty<byte>());
        var reader = new Utf8JsonReader(data);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            var (isOffset, isText, isBase64) = (reader.ValueTextEquals("offset"u8), reader.ValueTextEquals("text"u8), reader.ValueTextEquals("base64"u8));
            reader.Read();
            if (isOffset)
                offset = reader.GetInt64();
            else if (isText && reader.TokenType == JsonTokenType.String)
                bytes = ReadText(ref reader);
            else if (isBase64 && reader.TokenType == JsonTokenType.String)
                bytes = reader.GetBytesFromBase64();
        }
        return (offset, bytes);
    }

    private static byte[] ReadText(ref Utf8JsonReader reader)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        var text = scratch.AsSpan(0, reader.CopyString(scratch)).ToArray();
        ArrayPool<byte>.Shared.Return(scratch);
        return text;
    }
}
