namespace Warren.Api.Access;

/// <summary>Asks for an account of a program.</summary>
public sealed record ServiceAccountRequest
{
    /// <summary>Its name, which no other account has.</summary>
    public required string Name { get; init; }

    /// <summary>At least 8 characters; without one only keys speak for it.</summary>
    public string? Password { get; init; }

    /// <summary>How people call it.</summary>
    public string? DisplayName { get; init; }
}
