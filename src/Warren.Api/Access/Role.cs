namespace Warren.Api.Access;

/// <summary>A named set of rights.</summary>
public sealed record Role
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it allows; one rule that does is enough.</summary>
    public required IReadOnlyList<RoleRule> Rules { get; init; }

    /// <summary>Whether it came with Warren, and cannot be removed.</summary>
    public required bool BuiltIn { get; init; }

    /// <summary>When it was made; null for one that came with Warren.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}
