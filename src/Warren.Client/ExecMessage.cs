using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Warren.Api;
using Warren.Api.Sandboxes;

namespace Warren.Client;

/// <summary>What the stream of an exec brings.</summary>
public abstract record ExecMessage
{
    private ExecMessage()
    {
    }

    /// <summary>It was started; always the first.</summary>
    /// <param name="Id">Id of the exec.</param>
    public sealed record Started(string Id) : ExecMessage;

    /// <summary>It wrote something.</summary>
    /// <param name="IsError">Whether to standard error, else to standard output.</param>
    /// <param name="Offset">Where the piece begins, in bytes from the start of that output.</param>
    /// <param name="Bytes">What it wrote.</param>
    public sealed record Output(bool IsError, long Offset, ReadOnlyMemory<byte> Bytes) : ExecMessage;

    /// <summary>Output was lost between the pieces around this message.</summary>
    /// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="Bytes">How much.</param>
    public sealed record Dropped(string Stream, long Bytes) : ExecMessage;

    /// <summary>It ended; the last message.</summary>
    /// <param name="Value">How.</param>
    public sealed record Exit(ExecExit Value) : ExecMessage;

    /// <summary>Reads an event; null for one that is not known here.</summary>
    /// <exception cref="WarrenException">The event says that the stream failed.</exception>
    internal static ExecMessage? Parse(ServerEvent entry) => entry.Name switch
    {
        "started" => new Started(Read(entry, WarrenJson.Wire.ExecStarted).Id),
        "stdout" or "stderr" => ParseOutput(entry),
        "dropped" => Read(entry, WarrenJson.Wire.ExecDropped) is var dropped ? new Dropped(dropped.Stream, dropped.Bytes) : null,
        "exit" => new Exit(Read(entry, WarrenJson.Wire.ExecExit)),
        "error" => throw new WarrenException(Read(entry, WarrenJson.Wire.Problem)),
        _ => null,
    };

    private static Output ParseOutput(ServerEvent entry)
    {
        var chunk = Read(entry, WarrenJson.Wire.ExecChunk);
        return new Output(entry.Name == "stderr", chunk.Offset, chunk.Base64 ?? Encoding.UTF8.GetBytes(chunk.Text ?? ""));
    }

    private static T Read<T>(ServerEvent entry, JsonTypeInfo<T> type)
    {
        var reader = new Utf8JsonReader(entry.Data);
        return JsonSerializer.Deserialize(ref reader, type)
            ?? throw new WarrenException(ErrorCode.Internal, $"The server's event '{entry.Name}' is empty.");
    }
}
