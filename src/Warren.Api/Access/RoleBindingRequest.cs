namespace Warren.Api.Access;

/// <summary>Asks to give a role to somebody.</summary>
public sealed record RoleBindingRequest
{
    /// <summary>Name of the role: it allows nothing that whoever asks may not do there.</summary>
    public required string Role { get; init; }

    /// <summary>Name or id of an account or service account, or the name of a subject, who need not have signed in before.</summary>
    public required string Principal { get; init; }

    /// <summary>What kind of someone that is.</summary>
    public required PrincipalType PrincipalType { get; init; }

    /// <summary>The workspace that it is to count in; null or empty for everywhere.</summary>
    public string? Workspace { get; init; }
}
