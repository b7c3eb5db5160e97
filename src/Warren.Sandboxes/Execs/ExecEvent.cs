using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Execs;

/// <summary>Something that happened to an exec, in the order it happened.</summary>
public abstract record ExecEvent
{
    private ExecEvent()
    {
    }

    /// <summary>It runs.</summary>
    public sealed record Started(string Id) : ExecEvent;

    /// <summary>It wrote something. The bytes are valid until the next event is asked for.</summary>
    /// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="Offset">Offset of the first byte in that stream.</param>
    /// <param name="Data">What it wrote.</param>
    public sealed record Output(string Stream, long Offset, ReadOnlyMemory<byte> Data) : ExecEvent;

    /// <summary>Output that nobody took in time had to be dropped.</summary>
    /// <param name="Stream"><c>stdout</c> or <c>stderr</c>.</param>
    /// <param name="Bytes">How much.</param>
    public sealed record Dropped(string Stream, long Bytes) : ExecEvent;

    /// <summary>It ended; nothing follows.</summary>
    public sealed record Exit(ExecExit Value) : ExecEvent;
}
