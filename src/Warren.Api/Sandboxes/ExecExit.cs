namespace Warren.Api.Sandboxes;

/// <summary>How an exec ended; the last event of its stream.</summary>
public sealed record ExecExit
{
    /// <summary>As <see cref="ExecResult.ExitCode"/>.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Name of the signal that ended it, such as <c>SIGKILL</c>.</summary>
    public string? Signal { get; init; }

    /// <summary>Whether its time-out killed it.</summary>
    public bool TimedOut { get; init; }

    /// <summary>Whether the kernel killed it because the sandbox's memory was used up.</summary>
    public bool OomKilled { get; init; }

    /// <summary>Milliseconds from its start to its end.</summary>
    public required double DurationMs { get; init; }

    /// <summary>Peak resident memory in bytes of its largest process (getrusage(2), ru_maxrss).</summary>
    public required long PeakMemory { get; init; }

    /// <summary>Bytes of standard output in all.</summary>
    public required long StdoutBytes { get; init; }

    /// <summary>Bytes of standard error in all.</summary>
    public required long StderrBytes { get; init; }
}
