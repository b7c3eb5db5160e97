namespace Warren.Api.Sandboxes;

/// <summary>A part of the feed of events.</summary>
public sealed record SandboxEventPage
{
    /// <summary>The events, oldest first.</summary>
    public required IReadOnlyList<SandboxEvent> Items { get; init; }

    /// <summary>Give it as <c>after</c> to read on; null where there is no more for now.</summary>
    public string? NextCursor { get; init; }

    /// <summary>The newest version of the whole feed: to follow what comes next, give it as <c>after</c>.</summary>
    public required long LatestVersion { get; init; }

    /// <summary>The oldest version that is still kept.</summary>
    public required long OldestVersion { get; init; }

    /// <summary>Whether some of what was asked for is no longer kept.</summary>
    public bool Truncated { get; init; }
}
