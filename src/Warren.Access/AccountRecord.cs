using Warren.Api.Access;

namespace Warren.Access;

/// <summary>What is stored of an account.</summary>
/// <param name="Id">16 lower-case letters and digits.</param>
/// <param name="Name">Its name, which is never given twice.</param>
/// <param name="Type">A person's, a program's, or that of somebody whom an identity provider vouches for.</param>
public sealed record AccountRecord(string Id, string Name, PrincipalType Type)
{
    /// <summary>Name of the account of whoever has the installation's token.</summary>
    public const string Local = "local";

    /// <summary>Name of the administrator that the first start makes.</summary>
    public const string Admin = "admin";

    /// <summary>How people call it.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Its password as the hasher writes it; null where it has none.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Counts up with every change that ends what was shown before.</summary>
    public int CredentialVersion { get; init; }

    /// <summary>Whether everything that it shows is refused.</summary>
    public bool Disabled { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts up with every change, for changes at once.</summary>
    public long Revision { get; init; }

    /// <summary>Whether it came with the installation, and stays as long as it.</summary>
    public bool IsBuiltIn => Name == Local;

    /// <summary>It as callers see it.</summary>
    public Account Describe() => new()
    {
        Id = Id,
        Name = Name,
        Type = Type,
        DisplayName = DisplayName,
        Disabled = Disabled,
        HasPassword = PasswordHash is not null,
        BuiltIn = IsBuiltIn,
        CreatedAt = CreatedAt,
    };
}
