using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Warren.Api;

namespace Warren.Client;

/// <summary>Reads server-sent events (WHATWG HTML, 9.2).</summary>
internal static class EventStream
{
    /// <summary>The media type of a stream of events.</summary>
    public const string MediaType = "text/event-stream";

    /// <summary>Reads event by event, but those for which there is nothing.</summary>
    /// <exception cref="WarrenException">The connection broke off, or what <paramref name="parse"/> throws.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Stream stream, SseItemParser<T?> parse, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        await using var events = SseParser.Create(stream, parse).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await Reconnector.ReadPartAsync(events.MoveNextAsync()))
            if (events.Current.Data is { } found)
                yield return found;
    }

    /// <summary>What an event carries.</summary>
    /// <exception cref="WarrenException">It is the event <c>error</c>, or carries nothing.</exception>
    public static T Parse<T>(string name, ReadOnlySpan<byte> data, JsonTypeInfo<T> type)
        where T : class
    {
        if (name == "error")
            throw new WarrenException(JsonSerializer.Deserialize(data, WarrenJson.Wire.Problem)!);
        return JsonSerializer.Deserialize(data, type) ?? throw new WarrenException(ErrorCode.Internal, $"The server's event '{name}' is empty.");
    }
}
