namespace Warren.Api.Sandboxes;

/// <summary>What is known of a sandbox's entrypoint.</summary>
public sealed record EntrypointStatus
{
    /// <summary>Id of the exec that is, or was last, the entrypoint; its output is that exec's.</summary>
    public string? ExecId { get; init; }

    /// <summary>Whether it runs.</summary>
    public required bool Running { get; init; }

    /// <summary>How often it was started again since the sandbox's start.</summary>
    public required int Restarts { get; init; }

    /// <summary>Restarts since it last ran for a minute: they set the pause before the next one, and <c>maxRetries</c> bounds them.</summary>
    public required int RecentRestarts { get; init; }

    /// <summary>Exit code of its last end; null while it never ended, and where it could not be started.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Signal that ended it last, such as <c>SIGKILL</c>.</summary>
    public string? Signal { get; init; }

    /// <summary>Why it does not run, where its exit code does not say it.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was started last.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended last.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it is started again.</summary>
    public DateTimeOffset? NextStartAt { get; init; }
}
