namespace Warren.Api.Access;

/// <summary>Asks for an account of a person.</summary>
public sealed record AccountRequest
{
    /// <summary>Its name, which no other account, service account included, has or had while it owned something.</summary>
    public required string Name { get; init; }

    /// <summary>At least 8 characters.</summary>
    public required string Password { get; init; }

    /// <summary>How people call it.</summary>
    public string? DisplayName { get; init; }
}
