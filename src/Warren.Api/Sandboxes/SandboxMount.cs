namespace Warren.Api.Sandboxes;

/// <summary>A folder of the host that a sandbox sees.</summary>
public sealed record SandboxMount
{
    /// <summary>Absolute path of the folder on the host, at or below one that the operator has allowed.</summary>
    public required string Source { get; init; }

    /// <summary>Absolute path that the sandbox sees it at.</summary>
    public required string Target { get; init; }

    /// <summary>Whether the sandbox may only read it.</summary>
    public bool ReadOnly { get; init; }
}
