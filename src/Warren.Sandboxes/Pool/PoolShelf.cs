namespace Warren.Sandboxes.Pool;

/// <summary>The ready sandboxes of one kind, and how much they are asked for.</summary>
internal sealed class PoolShelf(SandboxKind kind)
{
    private readonly Queue<ReadySandbox> _ready = [];

    /// <summary>Of which kind they are.</summary>
    public SandboxKind Kind => kind;

    /// <summary>How many are ready.</summary>
    public int Count => _ready.Count;

    /// <summary>How many are to be ready: one more each time that somebody came and found none.</summary>
    public int Wanted { get; set; }

    /// <summary>When one was asked for last.</summary>
    public DateTimeOffset AskedAt { get; set; }

    /// <summary>Before when none is made: the last attempt failed, or is under way.</summary>
    public DateTimeOffset RetryAt { get; set; }

    /// <summary>Puts one in.</summary>
    public void Add(ReadySandbox ready)
    {
        _ready.Enqueue(ready);
        SandboxTelemetry.PoolHas(1);
    }

    /// <summary>Takes out the oldest one, where there is one.</summary>
    public bool TryTake(out ReadySandbox ready)
    {
        var isTaken = _ready.TryDequeue(out ready);
        SandboxTelemetry.PoolHas(isTaken ? -1 : 0);
        return isTaken;
    }
}
