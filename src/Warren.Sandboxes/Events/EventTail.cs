using System.Runtime.InteropServices;

namespace Warren.Sandboxes.Events;

/// <summary>The newest events, in memory, and those who follow them.</summary>
internal sealed class EventTail
{
    private const int Kept = 1024;
    private readonly Lock _gate = new();
    private readonly Queue<StoredEvent> _events = new(Kept);
    private readonly Dictionary<(string Owner, string? SandboxId), List<EventFollower>> _followers = [];
    // Every event behind this version is in the queue.
    private long _reach;
    private long _latest;

    /// <summary>The newest version.</summary>
    public long Latest => Volatile.Read(ref _latest);

    /// <summary>Says where the feed stood before the first event that is appended here.</summary>
    public void Begin(long latest)
    {
        lock (_gate)
            (_reach, _latest) = (Math.Max(_reach, latest), Math.Max(_latest, latest));
    }

    /// <summary>Takes events in the order of their versions, and gives them to whom they concern.</summary>
    public void Append(IReadOnlyList<StoredEvent> events)
    {
        lock (_gate)
        {
            foreach (var stored in events)
            {
                if (_events.Count == Kept)
                    _reach = _events.Dequeue().Event.Version;
                _events.Enqueue(stored);
                SandboxTelemetry.Happened(stored.Event.Type);
                _latest = stored.Event.Version;
                Give(stored, (stored.Owner, null));
                Give(stored, (stored.Owner, stored.Event.SandboxId));
            }
        }
    }

    /// <summary>
    /// Begins to follow. The follower gets every event behind <see cref="EventFollower.From"/>, which is
    /// <paramref name="after"/> or, where the tail does not reach back so far, later.
    /// </summary>
    public EventFollower Follow(EventFilter filter, long? after)
    {
        lock (_gate)
        {
            var from = after >= _reach ? Math.Min(after.Value, _latest) : _latest;
            var follower = new EventFollower(this, filter, from);
            ref var followers = ref CollectionsMarshal.GetValueRefOrAddDefault(_followers, (filter.Owner, filter.SandboxId), out _);
            (followers ??= []).Add(follower);
            foreach (var stored in _events)
                if (stored.Event.Version > from && filter.Matches(stored))
                    follower.Give(stored.Event);
            return follower;
        }
    }

    /// <summary>Ends a following.</summary>
    public void Leave(EventFollower follower, EventFilter filter)
    {
        lock (_gate)
            if (_followers.TryGetValue((filter.Owner, filter.SandboxId), out var followers) && followers.Remove(follower) && followers.Count == 0)
                _followers.Remove((filter.Owner, filter.SandboxId));
    }

    private void Give(StoredEvent stored, (string Owner, string? SandboxId) audience)
    {
        if (_followers.TryGetValue(audience, out var followers))
            foreach (var follower in followers)
                follower.Give(stored.Event);
    }
}
