using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text.Json;
using Warren.Guest.Protocol;

namespace Warren.Guest.Serving;

/// <summary>Reads the start message from the head of a body; standard input stays in the body.</summary>
internal static class StartMessage
{
    private const int HeadSize = 4;

    public static async Task<GuestExecRequest> ReadAsync(PipeReader body, CancellationToken cancellationToken)
    {
        var head = await ReadAtLeastAsync(body, HeadSize, cancellationToken);
        var length = ReadLength(head);
        body.AdvanceTo(head.Start, head.Start);
        if (length is <= 0 or > GuestProtocol.MaxMessage)
            throw new GuestFailure(GuestErrorCode.TooLarge, $"a start message has 1 to {GuestProtocol.MaxMessage} bytes");
        var message = (await ReadAtLeastAsync(body, HeadSize + length, cancellationToken)).Slice(HeadSize, length);
        try
        {
            return Parse(message);
        }
        finally
        {
            body.AdvanceTo(message.End);
        }
    }

    private static async Task<ReadOnlySequence<byte>> ReadAtLeastAsync(PipeReader body, int size, CancellationToken cancellationToken)
    {
        var read = await body.ReadAtLeastAsync(size, cancellationToken);
        return read.Buffer.Length >= size ? read.Buffer : throw GuestFailure.Invalid("the start message is cut short");
    }

    private static int ReadLength(ReadOnlySequence<byte> head)
    {
        Span<byte> bytes = stackalloc byte[HeadSize];
        head.Slice(0, HeadSize).CopyTo(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    private static GuestExecRequest Parse(ReadOnlySequence<byte> message)
    {
        var reader = new Utf8JsonReader(message);
        try
        {
            return JsonSerializer.Deserialize(ref reader, GuestJson.Default.GuestExecRequest)
                ?? throw GuestFailure.Invalid("the start message is null");
        }
        catch (JsonException failure)
        {
            throw GuestFailure.Invalid($"the start message is malformed: {failure.Message}");
        }
    }
}
