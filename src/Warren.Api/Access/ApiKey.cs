namespace Warren.Api.Access;

/// <summary>A key that speaks for an account, without what is secret of it.</summary>
public sealed record ApiKey
{
    /// <summary>16 lower-case letters and digits; the middle part of the key.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, unique for its account.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the account that it speaks for.</summary>
    public required string Account { get; init; }

    /// <summary>Roles that it is narrowed to: it allows what one of them and the account both do.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>The workspace that it counts in; null for everywhere.</summary>
    public string? Workspace { get; init; }

    /// <summary>Id of the only sandbox that it reaches; null for all.</summary>
    public string? Sandbox { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends by itself; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
