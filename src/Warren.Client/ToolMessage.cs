using Warren.Api;
using Warren.Api.Tools;

namespace Warren.Client;

/// <summary>What the stream of a tool's run brings.</summary>
public abstract record ToolMessage
{
    private ToolMessage()
    {
    }

    /// <summary>It was accepted, and waits for its turn; always the first.</summary>
    /// <param name="Id">Id of the run.</param>
    public sealed record Queued(string Id) : ToolMessage;

    /// <summary>Its program was started.</summary>
    /// <param name="Id">Id of the run.</param>
    public sealed record Started(string Id) : ToolMessage;

    /// <summary>Its program wrote something.</summary>
    /// <param name="IsError">Whether to standard error, else to standard output.</param>
    /// <param name="Offset">Where the piece begins, in bytes from the start of that output.</param>
    /// <param name="Bytes">What it wrote; valid until the next message is asked for.</param>
    public sealed record Output(bool IsError, long Offset, ReadOnlyMemory<byte> Bytes) : ToolMessage;

    /// <summary>Output was lost between the pieces around this message.</summary>
    /// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="Bytes">How much.</param>
    public sealed record Dropped(string Stream, long Bytes) : ToolMessage;

    /// <summary>It is over, and what it made is kept; the last message.</summary>
    /// <param name="Value">How it went.</param>
    public sealed record Finished(ToolResult Value) : ToolMessage;

    /// <summary>Reads an event; null for one that is not known here.</summary>
    /// <exception cref="WarrenException">The event says that the run failed.</exception>
    internal static ToolMessage? Parse(string name, ReadOnlySpan<byte> data) => name switch
    {
        "queued" => new Queued(EventStream.Parse(name, data, WarrenJson.Wire.ToolRunStarted).Id),
        "started" => new Started(EventStream.Parse(name, data, WarrenJson.Wire.ToolRunStarted).Id),
        "stdout" or "stderr" => ParseOutput(isError: name == "stderr", data),
        "dropped" => EventStream.Parse(name, data, WarrenJson.Wire.ExecDropped) is var dropped ? new Dropped(dropped.Stream, dropped.Bytes) : null,
        "result" or "error" => new Finished(EventStream.Parse(name, data, WarrenJson.Wire.ToolResult)),
        _ => null,
    };

    private static Output ParseOutput(bool isError, ReadOnlySpan<byte> data)
    {
        var (offset, bytes) = OutputChunk.Parse(data);
        return new Output(isError, offset, bytes);
    }
}
