namespace Warren.Drivers.Docker.Engine;

/// <summary>What an engine says of itself and its host.</summary>
internal sealed record EngineInfo
{
    /// <summary>How it keeps layers: <c>overlay2</c>, <c>btrfs</c> and so on.</summary>
    public string? Driver { get; init; }

    /// <summary>Details of that, as names and values.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? DriverStatus { get; init; }

    /// <summary>Security features, as <c>name=seccomp,profile=default</c> and so on.</summary>
    public IReadOnlyList<string>? SecurityOptions { get; init; }

    /// <summary>The runtime of containers that name none.</summary>
    public string? DefaultRuntime { get; init; }

    /// <summary>All runtimes.</summary>
    public IReadOnlyDictionary<string, object>? Runtimes { get; init; }

    /// <summary>Whether memory can be limited.</summary>
    public bool MemoryLimit { get; init; }

    /// <summary>Whether processes can be.</summary>
    public bool PidsLimit { get; init; }

    /// <summary>Whether processor time can be.</summary>
    public bool CpuCfsQuota { get; init; }

    /// <summary>Version of cgroups: 1 or 2.</summary>
    public string? CgroupVersion { get; init; }

    /// <summary>Whether it has a security feature.</summary>
    public bool Has(string feature) => SecurityOptions?.Any(option => option.Split(',').Contains($"name={feature}")) == true;
}
