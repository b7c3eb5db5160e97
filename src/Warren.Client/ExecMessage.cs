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
    internal static ExecMessage? Parse(string name, ReadOnlySpan<byte> data) => name switch
    {
        "started" => new Started(EventStream.Parse(name, data, WarrenJson.Wire.ExecStarted).Id),
        "stdout" or "stderr" => ParseOutput(isError: name == "stderr", data),
        "dropped" => EventStream.Parse(name, data, WarrenJson.Wire.ExecDropped) is var dropped ? new Dropped(dropped.Stream, dropped.Bytes) : null,
        "exit" or "error" => new Exit(EventStream.Parse(name, data, WarrenJson.Wire.ExecExit)),
        _ => null,
    };

    private static Output ParseOutput(bool isError, ReadOnlySpan<byte> data)
    {
        var (offset, bytes) = OutputChunk.Parse(data);
        return new Output(isError, offset, bytes);
    }
}
