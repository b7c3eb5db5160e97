namespace Warren.Api.Sessions;

/// <summary>Adds a message to a session.</summary>
public sealed record MessageRequest
{
    /// <summary>Who speaks; default <c>USER</c>.</summary>
    public MessageRole? Role { get; init; }

    /// <summary>What is said: 1 to 262144 letters.</summary>
    public required string Content { get; init; }

    /// <summary>Which agent speaks, by id or name; for <c>AGENT</c> alone, and needed there.</summary>
    public string? AgentId { get; init; }
}
