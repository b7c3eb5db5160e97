namespace Warren.Api.Auth;

/// <summary>What somebody who signed in calls the API with.</summary>
public sealed record Login
{
    /// <summary>To be sent as <c>Authorization: Bearer</c>.</summary>
    public required string Token { get; init; }

    /// <summary>Gives the next token, once; it comes with the next one of these.</summary>
    public required string RefreshToken { get; init; }

    /// <summary>When the token ends.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
