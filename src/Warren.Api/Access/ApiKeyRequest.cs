namespace Warren.Api.Access;

/// <summary>Asks for a key.</summary>
public sealed record ApiKeyRequest
{
    /// <summary>Its name, unique for its account.</summary>
    public required string Name { get; init; }

    /// <summary>Names of roles that it is narrowed to, at least one.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>The workspace that it is to count in; null or empty for everywhere.</summary>
    public string? Workspace { get; init; }

    /// <summary>Id or name of the only sandbox that it is to reach.</summary>
    public string? Sandbox { get; init; }

    /// <summary>When it ends by itself; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Name or id of the service account that it is to speak for; null for whoever asks.</summary>
    public string? ServiceAccount { get; init; }
}
