using System.Data.Common;
using System.Text.Json;
using Dapper;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Sandboxes.Events;

namespace Warren.Storage;

/// <summary>Sandboxes in a database.</summary>
public sealed class SqlSandboxStore(SqlStorage storage) : ISandboxStore
{
    /// <inheritdoc/>
    public event Action<IReadOnlyList<StoredEvent>>? Appended;

    /// <inheritdoc/>
    public Task<IReadOnlyList<SandboxRecord>> LoadAsync(CancellationToken cancellationToken) => storage.ReadAsync<IReadOnlyList<SandboxRecord>>(
        async connection => [.. (await connection.QueryAsync<(string Id, string Record)>("SELECT id, record FROM sandboxes")).Select(row => Parse(row.Id, row.Record))],
        cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(SandboxRecord record, IReadOnlyList<StoredEvent> events, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        var row = new
        {
            record.Snapshot.Id,
            record.Owner,
            record.Snapshot.ImageDigest,
            Record = JsonSerializer.Serialize(record, StorageJson.Default.SandboxRecord),
        };
        return WriteAsync(async connection =>
        {
            await connection.ExecuteAsync(
                "INSERT INTO sandboxes (id, owner, image_digest, record) VALUES (@Id, @Owner, @ImageDigest, @Record) ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, record = excluded.record",
                row);
            if (key is not null)
                await InsertAsync(key, connection);
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
            ? "SELECT version, event FROM events WHERE version > @after AND +owner = @Owner ORDER BY version LIMIT @limit"
            : "SELECT version, event FROM events WHERE owner = @Owner AND sandbox_id = @SandboxId AND version > @after ORDER BY version LIMIT @limit";
        return storage.ReadAsync<IReadOnlyList<SandboxEvent>>(
            async connection => [.. (await connection.QueryAsync<(long Version, string Event)>(sql, new { filter.Owner, filter.SandboxId, after, limit })).Select(row =>
                JsonSerializer.Deserialize(row.Event, WarrenJson.Wire.SandboxEvent)! with { Version = row.Version })],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<EventRange> ReadEventRangeAsync(CancellationToken cancellationToken) => storage.ReadAsync(async connection =>
    {
        var (oldest, latest) = await connection.QuerySingleAsync<(long? Oldest, long? Latest)>(
            "SELECT (SELECT min(version) FROM events) AS oldest, (SELECT seq FROM sqlite_sequence WHERE name = 'events') AS latest");
        return new EventRange(oldest ?? (latest ?? 0) + 1, latest ?? 0);
    }, cancellationToken);

    /// <inheritdoc/>
    public Task PruneEventsAsync(int keep, DateTimeOffset before, CancellationToken cancellationToken) => WriteAsync(
        async connection =>
        {
            await connection.ExecuteAsync(
                "DELETE FROM events WHERE version <= (SELECT seq FROM sqlite_sequence WHERE name = 'events') - @keep", new { keep });
            // Times go up with versions: the first that is young enough ends what is old.
            await connection.ExecuteAsync(
                "DELETE FROM events WHERE version < coalesce((SELECT version FROM events WHERE time >= @before ORDER BY version LIMIT 1), 9223372036854775807)",
                new { before = before.ToUnixTimeMilliseconds() });
        },
        [], cancellationToken);

    /// <inheritdoc/>
    public Task<IdempotencyKey?> FindKeyAsync(string owner, string key, CancellationToken cancellationToken) => storage.ReadAsync(
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
    public Task CheckAsync(CancellationToken cancellationToken) =>
        storage.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM (SELECT 1 FROM sandboxes LIMIT 1)"), cancellationToken);

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

    private static Task<int> InsertAsync(IdempotencyKey key, DbConnection connection) => connection.ExecuteAsync(
        "INSERT OR REPLACE INTO idempotency_keys (owner, key, body, sandbox_id, taken_at) VALUES (@Owner, @Key, @Body, @SandboxId, @TakenAt)",
        new { key.Owner, key.Key, key.Body, key.SandboxId, TakenAt = key.TakenAt.ToUnixTimeMilliseconds() });

    private static Task<long> InsertAsync(StoredEvent stored, string json, DbConnection connection) => connection.ExecuteScalarAsync<long>(
        "INSERT INTO events (time, owner, sandbox_id, event) VALUES (@Time, @Owner, @SandboxId, @json); SELECT last_insert_rowid()",
        new { Time = stored.Event.Time.ToUnixTimeMilliseconds(), stored.Owner, stored.Event.SandboxId, json });

    private Task WriteAsync(Func<DbConnection, Task> write, IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken)
    {
        var json = events.Select(stored => JsonSerializer.Serialize(stored.Event, WarrenJson.Wire.SandboxEvent)).ToArray();
        var appended = new StoredEvent[events.Count];
        return storage.WriteAsync(async connection =>
        {
            await write(connection);
            for (var index = 0; index < appended.Length; index++)
            {
                var version = await InsertAsync(events[index], json[index], connection);
                appended[index] = events[index] with { Event = events[index].Event with { Version = version } };
            }
        }, cancellationToken, appended.Length == 0 ? null : () => Appended?.Invoke(appended));
    }
}
