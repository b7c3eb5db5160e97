using Warren.Api;
using Warren.Api.Sessions;
using Warren.Sandboxes;

namespace Warren.Sessions;

/// <summary>The right to change a session, until disposed, and the session as it is.</summary>
internal sealed class SessionTurn(SessionEntry entry, SessionRecord record, ISessionStore store, TimeProvider time) : IDisposable
{
    private int _isDisposed;

    /// <summary>What this process knows of the session.</summary>
    public SessionEntry Entry => entry;

    /// <summary>The session as it was written last.</summary>
    public SessionRecord Record { get; private set; } = record;

    /// <summary>The session as callers see it.</summary>
    public Session Session => Record.Session;

    /// <summary>Whose its sandbox is.</summary>
    public string Owner => Session.CreatedBy;

    /// <summary>The time that changes of now have.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Something is done with the session.</summary>
    public void Touch() => entry.Touch(Now);

    /// <summary>Writes the next version, and what belongs to it.</summary>
    /// <returns>The messages that were added, with their sequences.</returns>
    /// <exception cref="WarrenException">Conflict: another session has the name that it was to get. Nothing was written.</exception>
    public async Task<IReadOnlyList<Message>> SaveAsync(Func<SessionRecord, SessionRecord> change, SessionChange? beside = null)
    {
        var next = change(Record);
        next = next with
        {
            Session = next.Session with
            {
                Version = Record.Session.Version + 1,
                LastActivityAt = entry.LastActivity > next.Session.LastActivityAt ? entry.LastActivity : next.Session.LastActivityAt,
            },
        };
        using var step = SandboxTelemetry.Step("session.record", null);
        var messages = await store.SaveAsync(next, beside ?? SessionChange.None, CancellationToken.None)
            ?? throw SessionTable.NameTaken(next.Session);
        Record = next;
        entry.Live = next.IsLive ? next : null;
        return messages;
    }

    /// <summary>Writes another state.</summary>
    public Task SaveAsync(SessionState state, string? reason) =>
        SaveAsync(record => record with { Session = record.Session with { State = state, Reason = reason } });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            entry.Turn.Release();
    }
}
