namespace Warren.Guest.Protocol;

/// <summary>How an exec ended.</summary>
public sealed record GuestExit
{
    /// <summary>Exit code of its first process; 128 plus the signal where one ended it; -1 where it timed out.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Number of the signal that ended it; null where it exited.</summary>
    public int? Signal { get; init; }

    /// <summary>Whether its time-out killed it.</summary>
    public bool TimedOut { get; init; }

    /// <summary>Milliseconds from its start to the end of its first process.</summary>
    public required double DurationMs { get; init; }

    /// <summary>
    /// Peak resident memory in bytes of its largest process (getrusage(2), ru_maxrss). The kernel counts the memory
    /// that was resident in the guest at the start too, so small programs show that instead.
    /// </summary>
    public required long PeakMemory { get; init; }

    /// <summary>Processor time in milliseconds of its first process and the children that it waited for.</summary>
    public required double CpuMs { get; init; }

    /// <summary>Bytes of standard output in all.</summary>
    public required long StdoutBytes { get; init; }

    /// <summary>Bytes of standard error in all.</summary>
    public required long StderrBytes { get; init; }
}
