namespace Warren.Api.Sandboxes;

/// <summary>What a sandbox uses at one moment, beside what it may use.</summary>
public sealed record SandboxStatistics
{
    /// <summary>When it was measured. For a sandbox that does not run, that is the last time it did.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Seconds since its start. A pause does not stop it.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>Processor time used since its start, in seconds over all cores.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>
    /// Processor use since the sample before, in percent of one core: 150 is one and a half cores. Null for the first
    /// sample after its start.
    /// </summary>
    public double? CpuPercent { get; init; }

    /// <summary>Cores it may use.</summary>
    public required double CpuLimit { get; init; }

    /// <summary>Memory in bytes that counts against its limit, without page cache that can be dropped at once.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>The highest <see cref="MemoryBytes"/> so far, where the kernel keeps it.</summary>
    public long? MemoryPeakBytes { get; init; }

    /// <summary>Bytes of memory it may use.</summary>
    public required long MemoryLimitBytes { get; init; }

    /// <summary>Bytes of its writable disk that are used.</summary>
    public required long DiskBytes { get; init; }

    /// <summary>Bytes of disk it may use.</summary>
    public required long DiskLimitBytes { get; init; }

    /// <summary>Processes and threads.</summary>
    public required int Pids { get; init; }

    /// <summary>Processes and threads it may have.</summary>
    public required int PidsLimit { get; init; }

    /// <summary>How many processes the kernel has killed because the memory limit was met.</summary>
    public required long OomKills { get; init; }

    /// <summary>Bytes received over its network since its start, loopback not counted; 0 without a network.</summary>
    public required long NetworkReceivedBytes { get; init; }

    /// <summary>Bytes sent over its network since its start, loopback not counted; 0 without a network.</summary>
    public required long NetworkSentBytes { get; init; }
}
