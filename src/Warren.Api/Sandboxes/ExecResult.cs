namespace Warren.Api.Sandboxes;

/// <summary>How a program that ran to its end went.</summary>
public sealed record ExecResult
{
    /// <summary>Id of the exec.</summary>
    public required string Id { get; init; }

    /// <summary>Its exit code; 128 plus the signal when a signal ended it, as a shell has it; -1 when it timed out.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Name of the signal that ended it, such as <c>SIGKILL</c>.</summary>
    public string? Signal { get; init; }

    /// <summary>Its standard output; bytes that are no UTF-8 are replaced by U+FFFD.</summary>
    public required string Stdout { get; init; }

    /// <summary>Its standard error, like <see cref="Stdout"/>.</summary>
    public required string Stderr { get; init; }

    /// <summary>The exact bytes of standard output, given only where <see cref="Stdout"/> had to replace some.</summary>
    public byte[]? StdoutBase64 { get; init; }

    /// <summary>The exact bytes of standard error, given only where <see cref="Stderr"/> had to replace some.</summary>
    public byte[]? StderrBase64 { get; init; }

    /// <summary>Whether the middle of standard output was left out.</summary>
    public bool StdoutTrimmed { get; init; }

    /// <summary>Whether the middle of standard error was left out.</summary>
    public bool StderrTrimmed { get; init; }

    /// <summary>Milliseconds from its start to its end.</summary>
    public required double DurationMs { get; init; }

    /// <summary>Peak resident memory in bytes of its largest process (getrusage(2), ru_maxrss).</summary>
    public long PeakMemory { get; init; }

    /// <summary>Whether its time-out killed it.</summary>
    public bool TimedOut { get; init; }

    /// <summary>Whether the kernel killed it because the sandbox's memory was used up.</summary>
    public bool OomKilled { get; init; }
}
