namespace Warren.Api.Access;

/// <summary>A person or a program that signs in here, or somebody whom the identity provider vouches for.</summary>
public sealed record Account
{
    /// <summary>16 lower-case letters and digits, never given twice.</summary>
    public required string Id { get; init; }

    /// <summary>The name that it signs in with, and that owns what it makes. It never changes.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is a person's or a program's, or the identity provider vouches for whom it is of.</summary>
    public required PrincipalType Type { get; init; }

    /// <summary>How people call it; null where nothing was given.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Whether everything that it shows is refused.</summary>
    public required bool Disabled { get; init; }

    /// <summary>Whether it can sign in with a password; else keys speak for it, or the identity provider.</summary>
    public required bool HasPassword { get; init; }

    /// <summary>Whether it came with the installation, and cannot be removed or disabled.</summary>
    public required bool BuiltIn { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
