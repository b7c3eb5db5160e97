namespace Warren.Api.Access;

/// <summary>Asks for a role.</summary>
public sealed record RoleRequest
{
    /// <summary>Its name, which no other role has.</summary>
    public required string Name { get; init; }

    /// <summary>What it allows; nothing that whoever asks may not do.</summary>
    public required IReadOnlyList<RoleRule> Rules { get; init; }
}
