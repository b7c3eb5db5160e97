using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Sandboxes.Events;

namespace Warren.Storage;

/// <summary>Sandboxes in a database.</summary>
public sealed class SqlSandboxStore : ISandboxStore
{
    private const string Channel = "warren_events"; // As the trigger of the migration 0005 names it.
    private const string TakenByAnother = "SELECT count(*) FROM sandboxes WHERE owner = @Owner AND name = @Name AND id <> @Id";
    private const int RelayedAtOnce = 500;
    private readonly SqlStorage _storage;
    private readonly EventRelay _relay;

    /// <summary>Keeps them in a database.</summary>
    public SqlSandboxStore(SqlStorage storage)
    {
        _storage = storage;
        _relay = new(ReadEventsOfAllAsync, events => Appended?.Invoke(events));
    }

    /// <inheritdoc/>
    public event Action<IReadOnlyList<StoredEvent>>? Appended;

    /// <inheritdoc/>
    public Task<IReadOnlyList<SandboxRecord>> LoadAsync(CancellationToken cancellationToken) => _storage.ReadAsync<IReadOnlyList<SandboxRecord>>(
        async connection => [.. (await connection.QueryAsync<(string Id, string Record)>(
            "SELECT id, record FROM sandboxes WHERE installation = @Installation", new { _storage.Installation })).Select(row => Parse(row.Id, row.Record))],
        cancellationToken);

    /// <inheritdoc/>
    public Task<SandboxRecord?> FindAsync(string id, CancellationToken cancellationToken) => _storage.ReadAsync(
        async connection => await connection.QuerySingleOrDefaultAsync<string>("SELECT record FROM sandboxes WHERE id = @id", new { id }) is { } record ? Parse(id, record) : null,
        cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(SandboxRecord record, IReadOnlyList<StoredEvent> events, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        var row = new
        {
            record.Snapshot.Id,
            record.Owner,
            record.Snapshot.ImageDigest,
            record.Snapshot.Spec.Name,
            _storage.Installation,
            Record = JsonSerializer.Serialize(record, StorageJson.Default.SandboxRecord),
        };
        return WriteAsync(async connection =>
        {
            if (row.Name is not null && await connection.ExecuteScalarAsync<long>(TakenByAnother, row) > 0)
                throw new WarrenException(ErrorCode.Conflict, $"You have a sandbox named {row.Name} already; delete it or choose another name.");
            await connection.ExecuteAsync(
                "INSERT INTO sandboxes (id, owner, image_digest, record, installation, name) VALUES (@Id, @Owner, @ImageDigest, @Record, @Installation, @Name) "
                + "ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, record = excluded.record, name = excluded.name",
                row);
            if (key is not null)
                await TakeAsync(key, connection);
        }, events, cancellationToken);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string id, IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken) => WriteAsync(
        connection => connection.ExecuteAsync("DELETE FROM sandboxes WHERE id = @id", new { id }), events, cancellationToken);

    /// <inheritdoc/>
    public Task AppendAsync(IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken) => WriteAsync(_ => Task.CompletedTask, events, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SandboxEvent>> ReadEventsAsync(EventFilter filter, long after, int limit, CancellationToken cancellationToken)
    {
        // Of a single sandbox there are few; those of an owner are found where the others' are.
        var sql = filter.SandboxId is null
            ? "SELECT version, event FROM events WHERE version > @after AND owner || '' = @Owner ORDER BY version LIMIT @limit"
            : "SELECT version, event FROM events WHERE owner = @Owner AND sandbox_id = @SandboxId AND version > @after ORDER BY version LIMIT @limit";
        return _storage.ReadAsync<IReadOnlyList<SandboxEvent>>(
            async connection => [.. (await connection.QueryAsync<(long Version, string Event)>(sql, new { filter.Owner, filter.SandboxId, after, limit })).Select(row =>
                JsonSerializer.Deserialize(row.Event, WarrenJson.Wire.SandboxEvent)! with { Version = row.Version })],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<EventRange> ReadEventRangeAsync(CancellationToken cancellationToken) => _storage.ReadAsync(async connection =>
    {
        var (oldest, latest) = await connection.QuerySingleAsync<(long? Oldest, long? Latest)>(
            "SELECT (SELECT min(version) FROM events) AS oldest, (SELECT latest FROM event_versions) AS latest");
        return new EventRange(oldest ?? (latest ?? 0) + 1, latest ?? 0);
    }, cancellationToken);

    /// <inheritdoc/>
    public Task PruneEventsAsync(int keep, DateTimeOffset before, CancellationToken cancellationToken) => WriteAsync(
        async connection =>
        {
            await connection.ExecuteAsync(
                "DELETE FROM events WHERE version <= (SELECT latest FROM event_versions) - @keep", new { keep });
            // Times go up with versions: the first that is young enough ends what is old.
            await connection.ExecuteAsync(
                "DELETE FROM events WHERE version < coalesce((SELECT version FROM events WHERE time >= @before ORDER BY version LIMIT 1), 9223372036854775807)",
                new { before = before.ToUnixTimeMilliseconds() });
        },
        [], cancellationToken);

    /// <inheritdoc/>
    public Task<IdempotencyKey?> FindKeyAsync(string owner, string key, CancellationToken cancellationToken) => _storage.ReadAsync(
        async connection => (await connection.QueryAsync<(string Body, string SandboxId, long TakenAt)>(
                "SELECT body, sandbox_id, taken_at FROM idempotency_keys WHERE owner = @owner AND key = @key", new { owner, key }))
            .Select(row => new IdempotencyKey(owner, key, row.Body, row.SandboxId, DateTimeOffset.FromUnixTimeMilliseconds(row.TakenAt))).SingleOrDefault(),
        cancellationToken);

    /// <inheritdoc/>
    public Task PruneKeysAsync(DateTimeOffset before, CancellationToken cancellationToken) => WriteAsync(
        connection => connection.ExecuteAsync(
            "DELETE FROM idempotency_keys WHERE taken_at < @before", new { before = before.ToUnixTimeMilliseconds() }),
        [], cancellationToken);

    /// <inheritdoc/>
    public Task FollowAsync(long after, CancellationToken cancellationToken)
    {
        if (!_storage.IsShared)
            return Task.CompletedTask;
        _relay.Begin(after);
        return _storage.ListenAsync(
            Channel, announced => _relay.CatchUpAsync(announced is null ? null : long.Parse(announced, CultureInfo.InvariantCulture)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) =>
        _storage.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM (SELECT 1 FROM sandboxes LIMIT 1) AS one"), cancellationToken);

    private static SandboxRecord Parse(string id, string record)
    {
        try
        {
            return JsonSerializer.Deserialize(record, StorageJson.Default.SandboxRecord) ?? throw new JsonException();
        }
        catch (JsonException failure)
        {
            throw new WarrenException(ErrorCode.Internal, $"The record of sandbox {id} in the database cannot be read. Put the database back from a backup.", failure);
        }
    }

    // A key of which nobody remembers any more what it was for is free; one that another server has just taken is not.
    private static async Task TakeAsync(IdempotencyKey key, DbConnection connection)
    {
        var taken = await connection.ExecuteAsync(
            "INSERT INTO idempotency_keys (owner, key, body, sandbox_id, taken_at) VALUES (@Owner, @Key, @Body, @SandboxId, @TakenAt) "
            + "ON CONFLICT (owner, key) DO UPDATE SET body = excluded.body, sandbox_id = excluded.sandbox_id, taken_at = excluded.taken_at "
            + "WHERE idempotency_keys.taken_at <= @Forgotten OR idempotency_keys.sandbox_id = excluded.sandbox_id",
            new
            {
                key.Owner,
                key.Key,
                key.Body,
                key.SandboxId,
                TakenAt = key.TakenAt.ToUnixTimeMilliseconds(),
                Forgotten = (key.TakenAt - IdempotencyKey.Kept).ToUnixTimeMilliseconds(),
            });
        if (taken == 0)
            throw new WarrenException(ErrorCode.Conflict, $"The Idempotency-Key '{key.Key}' was taken meanwhile; send the request again.");
    }

    // The version of the last of so many new events. Other servers wait here until these are committed.
    private static Task<long> TakeVersionsAsync(int count, DbConnection connection) =>
        connection.QuerySingleAsync<long>("UPDATE event_versions SET latest = latest + @count RETURNING latest", new { count });

    private Task<IReadOnlyList<StoredEvent>> ReadEventsOfAllAsync(long after) => _storage.ReadAsync<IReadOnlyList<StoredEvent>>(
        async connection => [.. (await connection.QueryAsync<(long Version, string Owner, string Event)>(
                "SELECT version, owner, event FROM events WHERE version > @after ORDER BY version LIMIT @RelayedAtOnce", new { after, RelayedAtOnce }))
            .Select(row => new StoredEvent(row.Owner, JsonSerializer.Deserialize(row.Event, WarrenJson.Wire.SandboxEvent)! with { Version = row.Version }))],
        CancellationToken.None);

    private async Task WriteAsync(Func<DbConnection, Task> write, IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken)
    {
        var json = events.Select(stored => JsonSerializer.Serialize(stored.Event, WarrenJson.Wire.SandboxEvent)).ToArray();
        var appended = new StoredEvent[events.Count];
        var isRaised = true;
        await _storage.WriteAsync(async connection =>
        {
            await write(connection);
            if (appended.Length == 0)
                return;
            var first = await TakeVersionsAsync(appended.Length, connection) - appended.Length + 1;
            for (var index = 0; index < appended.Length; index++)
            {
                appended[index] = events[index] with { Event = events[index].Event with { Version = first + index } };
                await InsertAsync(appended[index], json[index], connection);
            }
        }, cancellationToken, appended.Length == 0 ? null : () => isRaised = _relay.TryRaise(appended));
        if (!isRaised)
            await CatchUpAsync();
    }

    // The write is done, whatever becomes of this: what cannot be read now is raised once the database is back.
    private async Task CatchUpAsync()
    {
        try
        {
            await _relay.CatchUpAsync(null);
        }
        catch (WarrenException away) when (away.Code == ErrorCode.EngineUnavailable)
        {
        }
    }

    private static Task<int> InsertAsync(StoredEvent stored, string json, DbConnection connection) => connection.ExecuteAsync(
        "INSERT INTO events (version, time, owner, sandbox_id, event) VALUES (@Version, @Time, @Owner, @SandboxId, @json)",
        new { stored.Event.Version, Time = stored.Event.Time.ToUnixTimeMilliseconds(), stored.Owner, stored.Event.SandboxId, json });
}
