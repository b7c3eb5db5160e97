using Warren.Sandboxes.Events;

namespace Warren.Storage;

/// <summary>
/// Raises events in the order of their versions, those of other servers too. An own one is raised at once, unless others came
/// before it, which are read first.
/// </summary>
/// <param name="read">The first events behind a version, of all owners.</param>
/// <param name="raise">Is given them. It neither blocks nor throws.</param>
internal sealed class EventRelay(Func<long, Task<IReadOnlyList<StoredEvent>>> read, Action<IReadOnlyList<StoredEvent>> raise)
{
    private readonly Lock _gate = new();
    private bool _followsOthers;
    private long _last;

    /// <summary>Begins to look for what others append behind a version.</summary>
    public void Begin(long after)
    {
        lock (_gate)
            (_followsOthers, _last) = (true, Math.Max(_last, after));
    }

    /// <summary>Raises events that this server has just committed.</summary>
    /// <returns>False where others' are before them: all of them are for <see cref="CatchUpAsync"/> then.</returns>
    public bool TryRaise(IReadOnlyList<StoredEvent> own)
    {
        lock (_gate)
        {
            if (_followsOthers && own[0].Event.Version > _last + 1)
                return false;
            Raise(own);
            return true;
        }
    }

    /// <summary>Raises everything that is committed up to now.</summary>
    /// <param name="announced">The newest version as far as the caller knows; null where it does not.</param>
    public async Task CatchUpAsync(long? announced)
    {
        if (announced <= ReadLast())
            return;
        while (await read(ReadLast()) is { Count: > 0 } page)
            lock (_gate)
                Raise(page);
    }

    private long ReadLast()
    {
        lock (_gate)
            return _last;
    }

    // Several may read at a time, and meet what somebody else has raised by then. No page begins behind what was raised last.
    private void Raise(IReadOnlyList<StoredEvent> events)
    {
        StoredEvent[] fresh = [.. events.Where(stored => stored.Event.Version > _last)];
        if (fresh.Length == 0)
            return;
        _last = fresh[^1].Event.Version;
        raise(fresh);
    }
}
