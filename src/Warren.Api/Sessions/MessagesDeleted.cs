namespace Warren.Api.Sessions;

/// <summary>What was deleted together.</summary>
public sealed record MessagesDeleted
{
    /// <summary>How many messages.</summary>
    public required long Deleted { get; init; }
}
