using System.Collections.Concurrent;
using Warren.Api;
using Warren.Api.Sessions;
using Warren.Sandboxes;

namespace Warren.Sessions;

/// <summary>
/// Finds sessions, and lets one change each of them at a time. This is the one place where work on a session is claimed: whoever
/// changes one has its turn from here.
/// </summary>
internal sealed class SessionTable(ISessionStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, SessionEntry> _entries = new();

    /// <summary>Where they are kept.</summary>
    public ISessionStore Store => store;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Those that something is to be done for by itself.</summary>
    public IEnumerable<SessionEntry> Live => _entries.Values.Where(entry => entry.Live is not null);

    /// <summary>What this process knows of a session; null where it has had nothing to do with it, as most sessions are only read.</summary>
    public SessionEntry? Find(string id) => _entries.GetValueOrDefault(id);

    /// <summary>What this process knows of a session, from now on.</summary>
    public SessionEntry Entry(string id) => _entries.GetOrAdd(id, _ => new(id));

    /// <summary>A session by id or name, unless it was deleted.</summary>
    /// <exception cref="WarrenException">NotFound.</exception>
    public async Task<SessionRecord> FindAsync(string idOrName, string workspace, CancellationToken cancellationToken)
    {
        // What has the form of an id is no name.
        var id = SandboxId.IsValid(idOrName) ? idOrName : await store.FindIdAsync(workspace, idOrName, cancellationToken);
        return id is not null && await store.FindAsync(id, cancellationToken) is { Session.EndedAt: null } found ? found : throw Missing(idOrName);
    }

    /// <summary>Waits until nobody else changes a session that was not deleted.</summary>
    /// <exception cref="WarrenException">NotFound: it was deleted, also while this waited.</exception>
    public async Task<SessionTurn> TakeAsync(string id, CancellationToken cancellationToken)
    {
        var turn = await TakeAnyAsync(id, cancellationToken);
        if (turn is { Session.EndedAt: null })
            return turn;
        turn?.Dispose();
        throw Missing(id);
    }

    /// <summary>As <see cref="TakeAsync"/>, of those that were deleted too; null where there never was one.</summary>
    public async Task<SessionTurn?> TakeAnyAsync(string id, CancellationToken cancellationToken)
    {
        var entry = Entry(id);
        await entry.Turn.WaitAsync(cancellationToken);
        return await ReadAsync(entry, cancellationToken);
    }

    /// <summary>As <see cref="TakeAnyAsync"/> where nobody else changes the session now; else null.</summary>
    public async Task<SessionTurn?> TryTakeAsync(SessionEntry entry, CancellationToken cancellationToken) =>
        await entry.Turn.WaitAsync(0, cancellationToken) ? await ReadAsync(entry, cancellationToken) : null;

    /// <summary>Writes the first version of a session, whose turn the caller then has.</summary>
    /// <param name="record">The session.</param>
    /// <param name="key">The caller's key; null for none.</param>
    /// <param name="validSince">Keys that were taken before count for nothing.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The turn, or what the key was used for before.</returns>
    /// <exception cref="WarrenException">Conflict: the name is taken.</exception>
    public async Task<(SessionTurn? Turn, SessionKey? Taken)> AddAsync(SessionRecord record, SessionKey? key, DateTimeOffset validSince, CancellationToken cancellationToken)
    {
        var entry = Entry(record.Id);
        await entry.Turn.WaitAsync(cancellationToken);
        var turn = new SessionTurn(entry, record, store, time);
        try
        {
            using var step = SandboxTelemetry.Step("session.add", null);
            var added = await store.AddAsync(record, key, validSince, cancellationToken);
            if (added.IsNameTaken)
                throw NameTaken(record.Session);
            if (added.TakenKey is not null)
            {
                Forget(turn);
                return (null, added.TakenKey);
            }
            entry.Touch(record.Session.CreatedAt);
            entry.Live = record;
            return (turn, null);
        }
        catch
        {
            Forget(turn);
            throw;
        }
    }

    /// <summary>Forgets a session that is no more. Whoever waits for its turn sees that in its record.</summary>
    public void Forget(SessionTurn turn)
    {
        turn.Entry.Live = null;
        _entries.TryRemove(turn.Entry.Id, out _);
        turn.Dispose();
    }

    /// <summary>What a caller is told whose name is taken.</summary>
    public static WarrenException NameTaken(Session session) =>
        new(ErrorCode.Conflict, $"There is a session named {session.Name} in the workspace {session.Workspace} already; delete it or choose another name.");

    /// <summary>What a caller is told of a session that is not there, or of which they may not know.</summary>
    public static WarrenException Missing(string idOrName) => new(ErrorCode.NotFound, $"There is no session '{idOrName}'.");

    private async Task<SessionTurn?> ReadAsync(SessionEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            if (await store.FindAsync(entry.Id, cancellationToken) is { } record)
            {
                entry.Touch(record.Session.LastActivityAt);
                entry.Live = record.IsLive ? record : null;
                return new(entry, record, store, time);
            }
            entry.Turn.Release();
            return null;
        }
        catch
        {
            entry.Turn.Release();
            throw;
        }
    }
}
