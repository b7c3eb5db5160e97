namespace Warren.Api.Auth;

/// <summary>Asks for the next token.</summary>
public sealed record RefreshRequest
{
    /// <summary>As it came with the last one.</summary>
    public required string RefreshToken { get; init; }
}
