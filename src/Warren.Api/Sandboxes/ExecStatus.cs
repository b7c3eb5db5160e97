namespace Warren.Api.Sandboxes;

/// <summary>What is known of a running or ended exec.</summary>
public sealed record ExecStatus
{
    /// <summary>Id of the exec.</summary>
    public required string Id { get; init; }

    /// <summary>The argument vector.</summary>
    public required SandboxCommand Command { get; init; }

    /// <summary>Whether it still runs.</summary>
    public required bool Running { get; init; }

    /// <summary>Exit code as in <see cref="ExecResult.ExitCode"/>; null while it runs.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Name of the signal that ended it.</summary>
    public string? Signal { get; init; }

    /// <summary>Whether its time-out killed it.</summary>
    public bool TimedOut { get; init; }

    /// <summary>Bytes of standard output so far.</summary>
    public required long StdoutBytes { get; init; }

    /// <summary>Bytes of standard error so far.</summary>
    public required long StderrBytes { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Milliseconds it has run, or ran.</summary>
    public required double DurationMs { get; init; }
}
