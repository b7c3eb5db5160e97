namespace Warren.Sandboxes.Drivers;

/// <summary>What a driver measures of a sandbox at one moment.</summary>
public sealed record SandboxUsage
{
    /// <summary>Processor time used since its start, in seconds over all cores.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>Memory in bytes that counts against its limit, without page cache that can be dropped at once.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>The highest memory so far, where the kernel keeps it.</summary>
    public long? MemoryPeakBytes { get; init; }

    /// <summary>Bytes of its writable disk that are used.</summary>
    public required long DiskBytes { get; init; }

    /// <summary>Processes and threads.</summary>
    public required int Pids { get; init; }

    /// <summary>How many processes the kernel has killed because the memory limit was met.</summary>
    public required long OomKills { get; init; }

    /// <summary>Bytes received over its network since its start, loopback not counted; 0 without a network.</summary>
    public long NetworkReceivedBytes { get; init; }

    /// <summary>Bytes sent over its network since its start, loopback not counted; 0 without a network.</summary>
    public long NetworkSentBytes { get; init; }
}
