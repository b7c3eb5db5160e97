namespace Warren.Sandboxes.Drivers;

/// <summary>What a driver can do and enforce on this host.</summary>
public sealed record DriverCapabilities
{
    /// <summary>Runtimes that were found to work, the default first.</summary>
    public required IReadOnlyList<string> Runtimes { get; init; }

    /// <summary>Modes of <see cref="Api.Sandboxes.NetworkPolicy"/> that are enforced.</summary>
    public required IReadOnlyList<string> Networks { get; init; }

    /// <summary>Limits of the spec that are enforced, by field name: <c>cpu</c>, <c>memory</c>, <c>disk</c>, <c>pids</c>.</summary>
    public required IReadOnlyList<string> Limits { get; init; }

    /// <summary>Folders of the host, below which a spec may name one to mount; empty where it cannot mount any.</summary>
    public IReadOnlyList<string> MountRoots { get; init; } = [];
}
