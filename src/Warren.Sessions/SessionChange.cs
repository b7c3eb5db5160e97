using Warren.Sessions.Messages;

namespace Warren.Sessions;

/// <summary>What is written together with a new version of a session: all of it or nothing.</summary>
public sealed record SessionChange
{
    /// <summary>Nothing beyond the session.</summary>
    public static SessionChange None { get; } = new();

    /// <summary>Whether its labels are others than before.</summary>
    public bool HasNewLabels { get; init; }

    /// <summary>Messages that are added, in their order; they get their sequences there.</summary>
    public IReadOnlyList<MessageRecord> Messages { get; init; } = [];

    /// <summary>Sequences of messages that were delivered.</summary>
    public IReadOnlyList<long> Delivered { get; init; } = [];

    /// <summary>When that was.</summary>
    public DateTimeOffset DeliveredAt { get; init; }
}
