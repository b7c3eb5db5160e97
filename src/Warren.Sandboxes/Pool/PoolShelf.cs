namespace Warren.Sandboxes.Pool;

/// <summary>The ready sandboxes of one kind, and how much they are asked for.</summary>
internal sealed class PoolShelf(SandboxKind kind)
{
    /// <summary>Of which kind they are.</summary>
    public SandboxKind Kind => kind;

    /// <summary>Those that are ready, oldest first.</summary>
    public Queue<ReadySandbox> Ready { get; } = [];

    /// <summary>How many are to be ready: one more each time that somebody came and found none.</summary>
    public int Wanted { get; set; }

    /// <summary>When one was asked for last.</summary>
    public DateTimeOffset AskedAt { get; set; }

    /// <summary>Before when none is made: the last attempt failed, or is under way.</summary>
    public DateTimeOffset RetryAt { get; set; }
}
