namespace Warren.Drivers.Docker.Engine;

/// <summary>What a container has of its engine's host.</summary>
internal sealed record HostPlan
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

    /// <summary>Options of how its files are kept: <c>size</c>.</summary>
    public IReadOnlyDictionary<string, string>? StorageOpt { get; init; }

    /// <summary>Its network.</summary>
    public string? NetworkMode { get; init; }

    /// <summary>The runtime that starts it.</summary>
    public string? Runtime { get; init; }

    /// <summary>Capabilities that it is not given.</summary>
    public IReadOnlyList<string>? CapDrop { get; init; }

    /// <summary>Capabilities that it is given all the same.</summary>
    public IReadOnlyList<string>? CapAdd { get; init; }

    /// <summary>Rules of security, as <c>no-new-privileges</c>.</summary>
    public IReadOnlyList<string>? SecurityOpt { get; init; }

    /// <summary>Paths that are covered by nothing.</summary>
    public IReadOnlyList<string>? MaskedPaths { get; init; }

    /// <summary>Paths that are read-only.</summary>
    public IReadOnlyList<string>? ReadonlyPaths { get; init; }

    /// <summary>Namespace of its System V objects.</summary>
    public string? IpcMode { get; init; }

    /// <summary>Namespace of its cgroups.</summary>
    public string? CgroupnsMode { get; init; }

    /// <summary>Bytes of <c>/dev/shm</c>.</summary>
    public long? ShmSize { get; init; }

    /// <summary>What is mounted.</summary>
    public IReadOnlyList<Mount>? Mounts { get; init; }

    /// <summary>Where what its first process writes is kept.</summary>
    public LogPlan? LogConfig { get; init; }

    /// <summary>A mount.</summary>
    internal sealed record Mount(string Type, string Source, string Target, bool ReadOnly);

    /// <summary>A log.</summary>
    internal sealed record LogPlan(string Type, IReadOnlyDictionary<string, string> Config);
}
