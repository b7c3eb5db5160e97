namespace Warren.Api.Sandboxes;

/// <summary>What is known of a running or ended exec.</summary>
public sealed record ExecStatus
{
    /// <summary>Id of the exec.</summary>
    public required string Id { get; init; }

    /// <summary>The argument vector.</summary>
    public required SandboxCommand Command { get; init; }

    /// <summary>What it is for.</summary>
    public ExecKind Kind { get; init; }

    /// <summary>Whether it runs on without whoever started it.</summary>
    public bool Background { get; init; }

    /// <summary>Whether it still runs.</summary>
    public required bool Running { get; init; }

    /// <summary>Exit code as in <see cref="ExecResult.ExitCode"/>; null while it runs, and where nobody saw its end.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Name of the signal that ended it.</summary>
    public string? Signal { get; init; }

    /// <summary>Whether its time-out killed it.</summary>
    public bool TimedOut { get; init; }

    /// <summary>Whether the kernel killed it because the sandbox's memory was used up.</summary>
    public bool OomKilled { get; init; }

    /// <summary>Why nobody saw its end, such as that its sandbox was stopped; it then has no exit code.</summary>
    public string? Reason { get; init; }

    /// <summary>Peak resident memory in bytes of its largest process (getrusage(2), ru_maxrss); null while it runs.</summary>
    public long? PeakMemory { get; init; }

    /// <summary>Bytes of standard output so far.</summary>
    public required long StdoutBytes { get; init; }

    /// <summary>Bytes of standard error so far.</summary>
    public required long StderrBytes { get; init; }

    /// <summary>Bytes of standard output that are not kept: of a long one, the middle.</summary>
    public long StdoutDropped { get; init; }

    /// <summary>Bytes of standard error that are not kept.</summary>
    public long StderrDropped { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Milliseconds it has run, or ran.</summary>
    public required double DurationMs { get; init; }
}
