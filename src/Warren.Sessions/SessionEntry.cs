using System.Collections.Concurrent;
using Warren.Sessions.Agents;

namespace Warren.Sessions;

/// <summary>What this process knows of a session beside its record: whose turn it is, and when something was last done with it.</summary>
internal sealed class SessionEntry(string id)
{
    private long _activity;

    /// <summary>The session.</summary>
    public string Id => id;

    /// <summary>Free for whoever wants to change the session next.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>The record as it was written last, where something is to be done for it by itself; else null.</summary>
    public SessionRecord? Live { get; set; }

    /// <summary>When its sandbox is looked at next, or what failed is tried again.</summary>
    public DateTimeOffset NextLook { get; set; }

    /// <summary>What follows the agents that run in it, by the agent's id.</summary>
    public ConcurrentDictionary<string, AgentFollower> Followers { get; } = new();

    /// <summary>When something was last done with it, as far as this process knows.</summary>
    public DateTimeOffset LastActivity => new(Interlocked.Read(ref _activity), TimeSpan.Zero);

    /// <summary>Something was done with it. Time does not go back.</summary>
    public void Touch(DateTimeOffset now)
    {
        var before = Interlocked.Read(ref _activity);
        while (now.UtcTicks > before && Interlocked.CompareExchange(ref _activity, now.UtcTicks, before) is var other && other != before)
            before = other;
    }
}
