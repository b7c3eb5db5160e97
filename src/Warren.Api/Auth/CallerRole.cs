namespace Warren.Api.Auth;

/// <summary>A role that a caller has.</summary>
public sealed record CallerRole
{
    /// <summary>Name of the role.</summary>
    public required string Role { get; init; }

    /// <summary>The workspace that it counts in; null for everywhere.</summary>
    public string? Workspace { get; init; }
}
