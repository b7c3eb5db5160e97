using System.Data.Common;
using System.Text.Json;
using Dapper;
using Warren.Api;
using Warren.Api.Sessions;
using Warren.Sessions;

namespace Warren.Storage;

/// <summary>Sessions and their messages in a database. Where servers share it each has its own, as the volumes are on its host; names are common.</summary>
public sealed class SqlSessionStore(SqlStorage storage) : ISessionStore
{
    /// <inheritdoc/>
    public async Task<SessionAddition> AddAsync(SessionRecord record, SessionKey? key, DateTimeOffset validSince, CancellationToken cancellationToken)
    {
        var result = new SessionAddition();
        await storage.WriteAsync(async connection => result = await AddAsync(connection, record, key, validSince), cancellationToken);
        return result;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Message>?> SaveAsync(SessionRecord record, SessionChange change, CancellationToken cancellationToken)
    {
        List<Message>? messages = null;
        await storage.WriteAsync(async connection =>
        {
            messages = null;
            if (await connection.ExecuteAsync(
                "UPDATE sessions SET name = @Name, state = @State, published_at = @PublishedAt, ended_at = @EndedAt, is_live = @IsLive, has_volume = @HasVolume, record = @Record "
                + "WHERE id = @Id AND (@IsEnded = 1 OR NOT EXISTS (SELECT 1 FROM sessions o WHERE o.workspace = @Workspace AND o.name = @Name AND o.id <> @Id AND o.ended_at IS NULL))",
                Row(record)) == 0)
                return;
            if (change.HasNewLabels || record.Session.EndedAt is not null)
                await WriteLabelsAsync(connection, record.Session);
            messages = [];
            foreach (var added in change.Messages)
                messages.Add(await AddAsync(connection, record.Id, added.Message, added.IsToDeliver));
            foreach (var sequence in change.Delivered)
                await connection.ExecuteAsync(
                    "UPDATE session_messages SET is_pending = 0, delivered_at = @at WHERE session_id = @Id AND sequence = @sequence",
                    new { record.Id, sequence, at = change.DeliveredAt.ToUnixTimeMilliseconds() });
        }, cancellationToken);
        return messages;
    }

    /// <inheritdoc/>
    public Task<SessionRecord?> FindAsync(string id, CancellationToken cancellationToken) => storage.ReadAsync(
        async connection => await connection.QuerySingleOrDefaultAsync<string>("SELECT record FROM sessions WHERE id = @id AND installation = @Installation", new { id, storage.Installation }) is { } record ? Parse(id, record) : null,
        cancellationToken);

    /// <inheritdoc/>
    public Task<string?> FindIdAsync(string workspace, string name, CancellationToken cancellationToken) => storage.ReadAsync(
        connection => connection.QuerySingleOrDefaultAsync<string>(
            "SELECT id FROM sessions WHERE workspace = @workspace AND name = @name AND ended_at IS NULL AND installation = @Installation",
            new { workspace, name, storage.Installation }),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListedSession>> ListAsync(SessionFilter filter, SessionPosition? after, int limit, CancellationToken cancellationToken)
    {
        var (sql, parameters) = SessionQuery.Of(filter, storage.Installation, after, limit);
        return storage.ReadAsync<IReadOnlyList<ListedSession>>(
            async connection =>
            {
                List<ListedSession> found = [];
                await using var rows = await connection.ExecuteReaderAsync(sql, parameters);
                while (await rows.ReadAsync(cancellationToken))
                {
                    var position = new SessionPosition(rows.GetInt64(0), rows.GetString(1));
                    found.Add(new(position, CutSession(position.Id, rows.GetFieldValue<byte[]>(2))));
                }
                return found;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SessionRecord>> ListLiveAsync(CancellationToken cancellationToken) => storage.ReadAsync<IReadOnlyList<SessionRecord>>(
        async connection => [.. (await connection.QueryAsync<(string Id, string Record)>(
            "SELECT id, record FROM sessions WHERE is_live = 1 AND installation = @Installation", new { storage.Installation })).Select(row => Parse(row.Id, row.Record))],
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyCollection<string>> ListVolumesAsync(CancellationToken cancellationToken) => storage.ReadAsync<IReadOnlyCollection<string>>(
        async connection => (await connection.QueryAsync<string>(
            "SELECT id FROM sessions WHERE has_volume = 1 AND installation = @Installation", new { storage.Installation })).ToHashSet(), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Message>> ListMessagesAsync(string sessionId, long after, int limit, CancellationToken cancellationToken) => QueryAsync(
        "WHERE session_id = @sessionId AND sequence > @after ORDER BY sequence LIMIT @limit", new { sessionId, after, limit }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Message>> ListPendingAsync(string sessionId, CancellationToken cancellationToken) =>
        QueryAsync("WHERE session_id = @sessionId AND is_pending = 1 ORDER BY sequence", new { sessionId }, cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountMessagesAsync(string sessionId, CancellationToken cancellationToken) => storage.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM session_messages WHERE session_id = @sessionId", new { sessionId }), cancellationToken);

    /// <inheritdoc/>
    public async Task<long> RemoveMessagesAsync(string sessionId, CancellationToken cancellationToken)
    {
        var count = 0;
        await storage.WriteAsync(
            async connection => count = await connection.ExecuteAsync("DELETE FROM session_messages WHERE session_id = @sessionId", new { sessionId }), cancellationToken);
        return count;
    }

    private async Task<SessionAddition> AddAsync(DbConnection connection, SessionRecord record, SessionKey? key, DateTimeOffset validSince)
    {
        if (key is not null && await FindKeyAsync(connection, key, validSince) is { } taken)
            return new(taken);
        if (await connection.ExecuteAsync(
            "INSERT INTO sessions (id, installation, workspace, name, state, created_by, created_at, published_at, ended_at, is_live, has_volume, record) "
            + "VALUES (@Id, @Installation, @Workspace, @Name, @State, @CreatedBy, @CreatedAt, @PublishedAt, @EndedAt, @IsLive, @HasVolume, @Record) ON CONFLICT DO NOTHING",
            Row(record)) == 0)
            return key is not null && await FindKeyAsync(connection, key, validSince) is { } other ? new(other) : new(IsNameTaken: true);
        if (key is not null && await TakeKeyAsync(connection, key, validSince) is { } meanwhile)
        {
            await connection.ExecuteAsync("DELETE FROM sessions WHERE id = @Id", new { record.Id });
            return new(meanwhile);
        }
        await WriteLabelsAsync(connection, record.Session);
        return new();
    }

    private static async Task<SessionKey?> FindKeyAsync(DbConnection connection, SessionKey key, DateTimeOffset validSince) =>
        (await connection.QueryAsync<(string Body, string SessionId, long TakenAt)>(
            "SELECT body, session_id, taken_at FROM session_keys WHERE owner = @Owner AND key = @Key AND taken_at > @since",
            new { key.Owner, key.Key, since = validSince.ToUnixTimeMilliseconds() }))
        .Select(row => new SessionKey(key.Owner, key.Key, row.Body, row.SessionId, DateTimeOffset.FromUnixTimeMilliseconds(row.TakenAt))).SingleOrDefault();

    // One that is too old gives way; so do all others of that age, which nobody asks for any more.
    private static async Task<SessionKey?> TakeKeyAsync(DbConnection connection, SessionKey key, DateTimeOffset validSince)
    {
        await connection.ExecuteAsync("DELETE FROM session_keys WHERE taken_at <= @since", new { since = validSince.ToUnixTimeMilliseconds() });
        var isTaken = await connection.ExecuteAsync(
            "INSERT INTO session_keys (owner, key, body, session_id, taken_at) VALUES (@Owner, @Key, @Body, @SessionId, @TakenAt) ON CONFLICT DO NOTHING",
            new { key.Owner, key.Key, key.Body, key.SessionId, TakenAt = key.TakenAt.ToUnixTimeMilliseconds() }) == 0;
        return isTaken ? await FindKeyAsync(connection, key, validSince) : null;
    }

    private static async Task WriteLabelsAsync(DbConnection connection, Session session)
    {
        await connection.ExecuteAsync("DELETE FROM session_labels WHERE session_id = @Id", new { session.Id });
        if (session.EndedAt is null)
            foreach (var (name, value) in session.Labels)
                await connection.ExecuteAsync(
                    "INSERT INTO session_labels (session_id, name, value, created_at) VALUES (@Id, @name, @value, @CreatedAt)",
                    new { session.Id, name, value, CreatedAt = session.CreatedAt.ToUnixTimeMilliseconds() });
    }

    private static async Task<Message> AddAsync(DbConnection connection, string sessionId, Message message, bool isToDeliver)
    {
        var sequence = await connection.ExecuteScalarAsync<long>(
            "UPDATE sessions SET last_message = last_message + 1 WHERE id = @sessionId RETURNING last_message", new { sessionId });
        var numbered = message with { Sequence = sequence };
        await connection.ExecuteAsync(
            "INSERT INTO session_messages (session_id, sequence, is_pending, record) VALUES (@sessionId, @sequence, @pending, @record)",
            new { sessionId, sequence, pending = isToDeliver ? 1 : 0, record = JsonSerializer.Serialize(numbered, StorageJson.Default.Message) });
        return numbered;
    }

    private object Row(SessionRecord record) => new
    {
        record.Id,
        storage.Installation,
        record.Session.Workspace,
        record.Session.Name,
        State = SessionQuery.ToText(record.Session.State),
        record.Session.CreatedBy,
        CreatedAt = record.Session.CreatedAt.ToUnixTimeMilliseconds(),
        PublishedAt = record.Session.PublishedAt?.ToUnixTimeMilliseconds(),
        EndedAt = record.Session.EndedAt?.ToUnixTimeMilliseconds(),
        IsEnded = record.Session.EndedAt is null ? 0 : 1,
        IsLive = record.IsLive ? 1 : 0,
        HasVolume = record.Session.EndedAt is null || record.IsRemoving || record.KeepsVolume ? 1 : 0,
        Record = JsonSerializer.Serialize(record, StorageJson.Default.SessionRecord),
    };

    private Task<IReadOnlyList<Message>> QueryAsync(string where, object parameters, CancellationToken cancellationToken) => storage.ReadAsync<IReadOnlyList<Message>>(
        async connection => [.. (await connection.QueryAsync<(string Record, long? DeliveredAt)>($"SELECT record, delivered_at FROM session_messages {where}", parameters)).Select(row =>
            JsonSerializer.Deserialize(row.Record, StorageJson.Default.Message)! with { DeliveredAt = row.DeliveredAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null })],
        cancellationToken);

    private static SessionRecord Parse(string id, string record)
    {
        try
        {
            return JsonSerializer.Deserialize(record, StorageJson.Default.SessionRecord) ?? throw new JsonException();
        }
        catch (JsonException failure)
        {
            throw Unreadable(id, failure);
        }
    }

    // The session of a record as it stands there, without reading what is in it.
    private static ReadOnlyMemory<byte> CutSession(string id, byte[] record)
    {
        try
        {
            var reader = new Utf8JsonReader(record);
            if (reader.Read() && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("Session"u8) && reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                return record.AsMemory(start, (int)reader.BytesConsumed - start);
            }
        }
        catch (JsonException failure)
        {
            throw Unreadable(id, failure);
        }
        throw Unreadable(id, null);
    }

    private static WarrenException Unreadable(string id, Exception? failure) =>
        new(ErrorCode.Internal, $"The record of session {id} in the database cannot be read. Put the database back from a backup.", failure);
}
