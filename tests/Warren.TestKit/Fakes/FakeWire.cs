using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Warren.Guest.Protocol;

namespace Warren.TestKit.Fakes;

/// <summary>Start messages and frames as a guest reads and writes them.</summary>
internal static class FakeWire
{
    public static async Task<GuestExecRequest> ReadStartAsync(HttpRequest request)
    {
        var head = new byte[4];
        await request.Body.ReadExactlyAsync(head);
        var message = new byte[BinaryPrimitives.ReadInt32LittleEndian(head)];
        await request.Body.ReadExactlyAsync(message);
        using var stdin = new MemoryStream();
        await request.Body.CopyToAsync(stdin);
        return JsonSerializer.Deserialize(message, GuestJson.Default.GuestExecRequest)! with { Stdin = stdin.ToArray() };
    }

    public static async Task WriteOutputAsync(Stream stream, GuestFrameKind kind, byte[] output)
    {
        foreach (var chunk in output.Chunk(GuestProtocol.MaxChunk))
            await stream.WriteAsync(Frame(kind, chunk));
    }

    public static byte[] Frame<T>(GuestFrameKind kind, T message, JsonTypeInfo<T> type) => Frame(kind, JsonSerializer.SerializeToUtf8Bytes(message, type));

    public static byte[] Frame(GuestFrameKind kind, byte[] payload)
    {
        var frame = new byte[GuestFrameHeader.Size + payload.Length];
        new GuestFrameHeader(kind, payload.Length).Write(frame);
        payload.CopyTo(frame, GuestFrameHeader.Size);
        return frame;
    }
}
