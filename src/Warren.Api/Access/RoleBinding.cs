namespace Warren.Api.Access;

/// <summary>Gives a role to somebody.</summary>
public sealed record RoleBinding
{
    /// <summary>16 lower-case letters and digits.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the role.</summary>
    public required string Role { get; init; }

    /// <summary>Name of who has it.</summary>
    public required string Principal { get; init; }

    /// <summary>What kind of someone that is.</summary>
    public required PrincipalType PrincipalType { get; init; }

    /// <summary>The workspace that it counts in; null for everywhere.</summary>
    public string? Workspace { get; init; }

    /// <summary>Name of who gave it; null where it came with the installation.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>When it was given.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
