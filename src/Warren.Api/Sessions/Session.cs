using Warren.Api.Sandboxes;

namespace Warren.Api.Sessions;

/// <summary>A named, owned, long-lived place for agents: a sandbox that comes and goes, and a volume that stays.</summary>
public sealed record Session
{
    /// <summary>Sixteen lower-case letters and digits, never reused.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, unique in the workspace.</summary>
    public required string Name { get; init; }

    /// <summary>The workspace that it belongs to.</summary>
    public required string Workspace { get; init; }

    /// <summary>What it does.</summary>
    public required SessionState State { get; init; }

    /// <summary>What its agents are told first.</summary>
    public string? StartingPrompt { get; init; }

    /// <summary>Ids of the agents that work in it.</summary>
    public required IReadOnlyList<string> AgentIds { get; init; }

    /// <summary>Seconds without activity after which it becomes idle.</summary>
    public required double IdleTimeoutSeconds { get; init; }

    /// <summary>Labels to select by.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Image of its sandbox.</summary>
    public required string Image { get; init; }

    /// <summary>Processor cores.</summary>
    public required double Cpu { get; init; }

    /// <summary>Memory in bytes.</summary>
    public required long Memory { get; init; }

    /// <summary>Bytes that its volume holds, and its sandbox's own disk likewise.</summary>
    public required long Disk { get; init; }

    /// <summary>Network policy.</summary>
    public required NetworkPolicy Network { get; init; }

    /// <summary>Names of the secrets that everything run in it finds in its environment.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>Commands that are run once before it is ready.</summary>
    public required IReadOnlyList<SandboxCommand> Setup { get; init; }

    /// <summary>How far that has come.</summary>
    public required SetupStatus SetupStatus { get; init; }

    /// <summary>The session that it was remixed from; null for none.</summary>
    public string? ParentSessionId { get; init; }

    /// <summary>Its sandbox; null where it has none now.</summary>
    public string? SandboxId { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something was last done in it or with it.</summary>
    public required DateTimeOffset LastActivityAt { get; init; }

    /// <summary>Since when others may read and remix it; null where they may not.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>When it was deleted; null while it is there.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it is in this state, where that needs saying: always for <c>ERROR</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Counts up with every change, from 1.</summary>
    public required long Version { get; init; }
}
