using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using Warren.Api;

namespace Warren.Client;

/// <summary>Reads server-sent events (WHATWG HTML, 9.2), of which Warren uses <c>id</c>, <c>event</c> and one line of <c>data</c>.</summary>
internal static class EventStream
{
    /// <summary>The media type of a stream of events.</summary>
    public const string MediaType = "text/event-stream";

    /// <summary>Reads event by event. The data is valid until the next one is asked for.</summary>
    public static async IAsyncEnumerable<ServerEvent> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 128 * 1024));
        while (true)
        {
            ReadResult result;
            try
            {
                result = await reader.ReadAsync(cancellationToken);
            }
            catch (Exception failure) when (failure is IOException or HttpRequestException)
            {
                throw new WarrenException(ErrorCode.EngineUnavailable, "The connection to the server broke off.", failure);
            }
            var buffer = result.Buffer;
            while (TryTake(ref buffer, out var block))
                if (Parse(block) is { } entry)
                    yield return entry;
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
                yield break;
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> block)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out block, "\n\n"u8))
            return false;
        buffer = buffer.Slice(reader.Position);
        return true;
    }

    private static ServerEvent? Parse(ReadOnlySequence<byte> block)
    {
        var reader = new SequenceReader<byte>(block);
        string name = "message";
        string? id = null;
        ReadOnlySequence<byte>? data = null;
        while (!reader.End)
        {
            if (!reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
            {
                line = reader.UnreadSequence;
                reader.AdvanceToEnd();
            }
            if (Value(line, "event:"u8) is { } given)
                name = Encoding.UTF8.GetString(given);
            else if (Value(line, "id:"u8) is { } mark)
                id = Encoding.UTF8.GetString(mark);
            else if (Value(line, "data:"u8) is { } payload)
                data = payload;
        }
        return data is { } found ? new ServerEvent(name, id, found) : null;
    }

    private static ReadOnlySequence<byte>? Value(ReadOnlySequence<byte> line, ReadOnlySpan<byte> field)
    {
        var reader = new SequenceReader<byte>(line);
        if (!reader.IsNext(field, advancePast: true))
            return null;
        reader.IsNext((byte)' ', advancePast: true);
        return reader.UnreadSequence;
    }
}
