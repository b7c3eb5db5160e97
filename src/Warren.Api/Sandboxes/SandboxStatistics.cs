namespace Warren.Api.Sandboxes;

/// <summary>What a sandbox uses at one moment.</summary>
public sealed record SandboxStatistics
{
    /// <summary>Processor time used since its start, in seconds over all cores.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>Memory in bytes that counts against its limit.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>The highest <see cref="MemoryBytes"/> so far, where the kernel keeps it.</summary>
    public long? MemoryPeakBytes { get; init; }

    /// <summary>Bytes of its writable disk that are used.</summary>
    public required long DiskBytes { get; init; }

    /// <summary>Processes and threads.</summary>
    public required int Pids { get; init; }

    /// <summary>How many processes the kernel has killed because the memory limit was met.</summary>
    public required long OomKills { get; init; }
}
