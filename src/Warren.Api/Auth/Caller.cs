namespace Warren.Api.Auth;

/// <summary>Who a request comes from.</summary>
public sealed record Caller
{
    /// <summary>The name that owns what the caller makes.</summary>
    public required string Name { get; init; }

    /// <summary>What showed it: <c>token</c> in a header, or <c>session</c> of a browser.</summary>
    public required string Credential { get; init; }

    /// <summary>When the session ends unless it is used before; null for a token.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
