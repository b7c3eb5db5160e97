namespace Warren.Api.Sessions;

/// <summary>A message in a session.</summary>
public sealed record Message
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The session.</summary>
    public required string SessionId { get; init; }

    /// <summary>Counts up in its session, from 1; never given twice.</summary>
    public required long Sequence { get; init; }

    /// <summary>Who speaks.</summary>
    public required MessageRole Role { get; init; }

    /// <summary>What is said.</summary>
    public required string Content { get; init; }

    /// <summary>Which agent speaks; for <c>AGENT</c> alone.</summary>
    public string? AgentId { get; init; }

    /// <summary>Who sent it; null for what an agent in the session has answered.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was delivered to the agents of the session; null where it was not, or there is none to deliver it to.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }
}
