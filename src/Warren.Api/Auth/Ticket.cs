namespace Warren.Api.Auth;

/// <summary>Opens one WebSocket, as its parameter <c>warren-ticket</c>.</summary>
public sealed record Ticket
{
    /// <summary>The value of the parameter.</summary>
    public required string Value { get; init; }

    /// <summary>When it stops to work, used or not.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
