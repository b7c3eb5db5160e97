namespace Warren.Sandboxes.Events;

/// <summary>How much of the past the feed keeps.</summary>
public sealed record EventFeedOptions
{
    /// <summary>Most events that are kept.</summary>
    public int MaxEvents { get; init; } = 100_000;

    /// <summary>How long an event is kept at most.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long events that belong to no change of a sandbox are gathered before they are written together.</summary>
    public TimeSpan Gathering { get; init; } = TimeSpan.FromMilliseconds(20);
}
