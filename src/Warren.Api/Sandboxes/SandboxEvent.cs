namespace Warren.Api.Sandboxes;

/// <summary>Something that happened to a sandbox or to what runs in it.</summary>
public sealed record SandboxEvent
{
    /// <summary>Counts up over all sandboxes; to go on behind this event, give it as <c>after</c> or <c>Last-Event-ID</c>.</summary>
    public required long Version { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>
    /// <c>sandbox.</c> and the new state, such as <c>sandbox.running</c>; <c>sandbox.changed</c> for any other change of
    /// it; <c>exec.started</c>, <c>exec.ended</c> and the like for what runs in it; <c>truncated</c>, only ever the first
    /// of a stream, where events that were asked for are no longer kept: <see cref="Version"/> is the oldest that is.
    /// </summary>
    public required string Type { get; init; }

    /// <summary>The sandbox's id; null for <c>truncated</c>.</summary>
    public string? SandboxId { get; init; }

    /// <summary>The sandbox as it was then, for <c>sandbox.*</c>.</summary>
    public SandboxSnapshot? Snapshot { get; init; }

    /// <summary>The exec as it was then, for <c>exec.*</c> and <c>terminal.*</c>.</summary>
    public ExecStatus? Exec { get; init; }
}
