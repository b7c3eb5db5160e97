namespace Warren.Api.Tools;

/// <summary>A run of a tool in its owner's history.</summary>
public sealed record ToolRun
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The tool.</summary>
    public required string Tool { get; init; }

    /// <summary>The caller's own label of what it belongs to.</summary>
    public required string SessionId { get; init; }

    /// <summary>How far it has come.</summary>
    public required ToolRunState State { get; init; }

    /// <summary>Where it takes or took place; null before that is decided.</summary>
    public ToolPlacement? Placement { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its program was started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When its artifacts are deleted, and it with them.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Why it failed or was cancelled.</summary>
    public string? Reason { get; init; }

    /// <summary>The program's exit code; null unless it is finished.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Whether its time-out ended it.</summary>
    public bool TimedOut { get; init; }

    /// <summary>Whether the kernel ended it because its memory was used up.</summary>
    public bool OomKilled { get; init; }

    /// <summary>Milliseconds from the start to the end of its program.</summary>
    public double? DurationMs { get; init; }

    /// <summary>Bytes of its artifacts.</summary>
    public long Bytes { get; init; }

    /// <summary>How many files its artifacts are.</summary>
    public int Files { get; init; }
}
