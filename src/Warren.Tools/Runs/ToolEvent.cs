namespace Warren.Tools.Runs;

/// <summary>Something that happened to a run, in the order it happened.</summary>
public abstract record ToolEvent
{
    private ToolEvent()
    {
    }

    /// <summary>It was taken in, and waits for its turn.</summary>
    public sealed record Queued(string Id) : ToolEvent;

    /// <summary>Its program runs.</summary>
    public sealed record Started(string Id) : ToolEvent;

    /// <summary>Its program wrote something, which is in its folder now.</summary>
    /// <param name="IsError">Whether to standard error.</param>
    /// <param name="End">Bytes of that output so far.</param>
    public sealed record Output(bool IsError, long End) : ToolEvent;
}
