namespace Warren.Api.Auth;

/// <summary>Signs a browser in.</summary>
public sealed record LoginRequest
{
    /// <summary>The server's token.</summary>
    public required string Token { get; init; }
}
