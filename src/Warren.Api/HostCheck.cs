namespace Warren.Api;

/// <summary>One thing that <c>warren doctor</c> looked at.</summary>
public sealed record HostCheck
{
    /// <summary>What was checked, such as <c>cgroup memory controller</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is as it has to be.</summary>
    public required bool Passed { get; init; }

    /// <summary>Whether sandboxes cannot run without it; otherwise only what <see cref="Found"/> names is missing.</summary>
    public required bool Required { get; init; }

    /// <summary>What was found.</summary>
    public required string Found { get; init; }

    /// <summary>How to put it right; null when it passed.</summary>
    public string? Fix { get; init; }
}
