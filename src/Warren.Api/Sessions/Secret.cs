namespace Warren.Api.Sessions;

/// <summary>What may be known of a secret.</summary>
public sealed record Secret
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The workspace that it belongs to.</summary>
    public required string Workspace { get; init; }

    /// <summary>The session that alone is given it; null for every one of the workspace.</summary>
    public string? SessionId { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
