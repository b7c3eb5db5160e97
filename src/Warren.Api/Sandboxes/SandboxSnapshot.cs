namespace Warren.Api.Sandboxes;

/// <summary>
/// What is known of a sandbox at one version: its spec with every default filled in, and what was observed.
/// Immutable; a later version replaces it.
/// </summary>
public sealed record SandboxSnapshot
{
    /// <summary>Sixteen lower-case letters and digits, never reused.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the account that it belongs to.</summary>
    public string? Owner { get; init; }

    /// <summary>The spec as it is carried out: no field but the name, the entrypoint and the lifetime is null.</summary>
    public required SandboxSpec Spec { get; init; }

    /// <summary>Digest of the image's manifest that it runs from.</summary>
    public required string ImageDigest { get; init; }

    /// <summary>What was observed.</summary>
    public required SandboxState State { get; init; }

    /// <summary>What the owner wants.</summary>
    public required DesiredState DesiredState { get; init; }

    /// <summary>Why it is in this state, where that needs saying: always for <see cref="SandboxState.Failed"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>What its entrypoint does; null where it has none.</summary>
    public EntrypointStatus? Entrypoint { get; init; }

    /// <summary>Counts up with every change, from 1.</summary>
    public required long Version { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its guest first answered after the last start.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When this version came to be.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When its lifetime's time-out is due; null where it has none, and while it is paused or stopped.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When a call in it last began or ended, or an exec in it ended.</summary>
    public DateTimeOffset? LastActivityAt { get; init; }
}
