namespace Warren.Api.Auth;

/// <summary>An address that holds its own permission: whoever has it may use it.</summary>
public sealed record Link
{
    /// <summary>The address.</summary>
    public required string Url { get; init; }

    /// <summary>When it stops to work.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
