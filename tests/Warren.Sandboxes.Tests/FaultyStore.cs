using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Events;
using Warren.Storage;
using Warren.Storage.Sqlite;

namespace Warren.Sandboxes.Tests;

/// <summary>A store that fails where a test says so.</summary>
public sealed class FaultyStore(SqliteStorage storage) : ISandboxStore, IDisposable
{
    private readonly SqlSandboxStore _store = new(storage);

    /// <summary>Whether a write fails: "save", "remove" or "append", and the state that is written.</summary>
    public Func<string, SandboxState?, bool> Fails { get; set; } = (_, _) => false;

    /// <summary>What happens before a write.</summary>
    public Func<string, SandboxState?, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public event Action<IReadOnlyList<StoredEvent>>? Appended
    {
        add => _store.Appended += value;
        remove => _store.Appended -= value;
    }

    public Task<IReadOnlyList<SandboxRecord>> LoadAsync(CancellationToken cancellationToken) => _store.LoadAsync(cancellationToken);

    public Task<SandboxRecord?> FindAsync(string id, CancellationToken cancellationToken) => _store.FindAsync(id, cancellationToken);

    public async Task SaveAsync(SandboxRecord record, IReadOnlyList<StoredEvent> events, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        await MeetAsync("save", record.Snapshot.State);
        await _store.SaveAsync(record, events, key, cancellationToken);
    }

    public async Task RemoveAsync(string id, IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken)
    {
        await MeetAsync("remove", null);
        await _store.RemoveAsync(id, events, cancellationToken);
    }

    public async Task AppendAsync(IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken)
    {
        await MeetAsync("append", null);
        await _store.AppendAsync(events, cancellationToken);
    }

    public Task<IReadOnlyList<SandboxEvent>> ReadEventsAsync(EventFilter filter, long after, int limit, CancellationToken cancellationToken) =>
        _store.ReadEventsAsync(filter, after, limit, cancellationToken);

    public Task<EventRange> ReadEventRangeAsync(CancellationToken cancellationToken) => _store.ReadEventRangeAsync(cancellationToken);

    public Task PruneEventsAsync(int keep, DateTimeOffset before, CancellationToken cancellationToken) => _store.PruneEventsAsync(keep, before, cancellationToken);

    public Task<IdempotencyKey?> FindKeyAsync(string owner, string key, CancellationToken cancellationToken) => _store.FindKeyAsync(owner, key, cancellationToken);

    public Task PruneKeysAsync(DateTimeOffset before, CancellationToken cancellationToken) => _store.PruneKeysAsync(before, cancellationToken);

    public Task FollowAsync(long after, CancellationToken cancellationToken) => _store.FollowAsync(after, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => _store.CheckAsync(cancellationToken);

    public void Dispose() => storage.Dispose();

    private async Task MeetAsync(string write, SandboxState? state)
    {
        await Before(write, state);
        if (Fails(write, state))
            throw new WarrenException(ErrorCode.EngineUnavailable, "The disk of the state folder is full: the database warren.db cannot be written.");
    }
}
