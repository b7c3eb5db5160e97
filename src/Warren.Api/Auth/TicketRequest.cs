namespace Warren.Api.Auth;

/// <summary>Asks for the ticket that a browser opens one WebSocket with.</summary>
public sealed record TicketRequest
{
    /// <summary>The path of the WebSocket without its query, such as <c>/api/v0/sandboxes/x/terminals/y/attach</c>.</summary>
    public required string Path { get; init; }
}
