namespace Warren.Drivers.Docker.Engine;

/// <summary>Limits that a container that exists is given.</summary>
internal sealed record ContainerLimits
{
    /// <summary>Bytes of memory.</summary>
    public long? Memory { get; init; }

    /// <summary>Bytes of memory and swap together.</summary>
    public long? MemorySwap { get; init; }

    /// <summary>Microseconds of a period of processor time.</summary>
    public long? CpuPeriod { get; init; }

    /// <summary>Microseconds of processor time in a period.</summary>
    public long? CpuQuota { get; init; }

    /// <summary>Processes and threads.</summary>
    public long? PidsLimit { get; init; }
}
