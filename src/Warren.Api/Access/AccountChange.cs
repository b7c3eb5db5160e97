namespace Warren.Api.Access;

/// <summary>Changes an account; what is left out stays as it is.</summary>
public sealed record AccountChange
{
    /// <summary>How people call it; empty for not at all.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Whether everything that it shows is refused from now on.</summary>
    public bool? Disabled { get; init; }
}
