namespace Warren.Client;

/// <summary>What a terminal brings.</summary>
public abstract record TerminalEvent
{
    private TerminalEvent()
    {
    }

    /// <summary>It wrote something.</summary>
    /// <param name="Offset">Where it begins, in bytes from the start of the terminal's output.</param>
    /// <param name="Bytes">What it wrote; valid until the next event is asked for.</param>
    public sealed record Output(long Offset, ReadOnlyMemory<byte> Bytes) : TerminalEvent;

    /// <summary>Output is missing here.</summary>
    /// <param name="Bytes">How much.</param>
    public sealed record Dropped(long Bytes) : TerminalEvent;

    /// <summary>Somebody made it another size.</summary>
    /// <param name="Columns">Its width.</param>
    /// <param name="Rows">Its height.</param>
    public sealed record Resized(int Columns, int Rows) : TerminalEvent;

    /// <summary>Its program ended; the last event.</summary>
    /// <param name="ExitCode">Its exit code; null where nobody saw its end.</param>
    /// <param name="Signal">The signal that ended it.</param>
    public sealed record Exit(int? ExitCode, string? Signal) : TerminalEvent;
}
