using System.Text;
using System.Text.Json;
using Dapper;
using Warren.Api;
using Warren.Api.Tools;
using Warren.Tools.Runs;

namespace Warren.Storage;

/// <summary>The history of tools in a database. Where servers share it each has its own, as the artifacts are on its host.</summary>
public sealed class SqlToolRunStore(SqlStorage storage) : IToolRunStore
{
    private const string Unfinished = "state IN ('queued', 'running')";

    /// <inheritdoc/>
    public Task SaveAsync(ToolRunRecord record, CancellationToken cancellationToken)
    {
        var run = record.Run;
        var row = new
        {
            run.Id,
            record.Owner,
            storage.Installation,
            run.SessionId,
            run.Tool,
            State = ToText(run.State),
            CreatedAt = run.CreatedAt.ToUnixTimeMilliseconds(),
            ExpiresAt = (run.ExpiresAt ?? DateTimeOffset.MaxValue).ToUnixTimeMilliseconds(),
            run.Bytes,
            run.Files,
            Record = JsonSerializer.Serialize(record, StorageJson.Default.ToolRunRecord),
        };
        return storage.WriteAsync(connection => connection.ExecuteAsync(
            "INSERT INTO tool_runs (id, owner, installation, session_id, tool, state, created_at, expires_at, bytes, files, record) "
            + "VALUES (@Id, @Owner, @Installation, @SessionId, @Tool, @State, @CreatedAt, @ExpiresAt, @Bytes, @Files, @Record) "
            + "ON CONFLICT (id) DO UPDATE SET state = excluded.state, expires_at = excluded.expires_at, bytes = excluded.bytes, files = excluded.files, record = excluded.record",
            row), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ToolRunRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await QueryAsync("WHERE id = @id AND installation = @Installation", new { id, storage.Installation }, cancellationToken)) is [var found] ? found : null;

    /// <inheritdoc/>
    public Task<IReadOnlyList<ToolRunRecord>> ListAsync(ToolRunFilter filter, ToolRunPosition? after, int limit, CancellationToken cancellationToken)
    {
        var where = new StringBuilder("WHERE owner = @Owner AND installation = @Installation");
        if (filter.SessionId is not null)
            where.Append(" AND session_id = @SessionId");
        if (filter.Tool is not null)
            where.Append(" AND tool = @Tool");
        if (filter.State is not null)
            where.Append(" AND state = @State");
        if (after is not null)
            where.Append(" AND (created_at, id) < (@CreatedAt, @Id)");
        where.Append(" ORDER BY created_at DESC, id DESC LIMIT @limit");
        return QueryAsync(where.ToString(), new
        {
            filter.Owner,
            storage.Installation,
            filter.SessionId,
            filter.Tool,
            State = filter.State is { } state ? ToText(state) : null,
            after?.CreatedAt,
            after?.Id,
            limit,
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ToolRunRecord>> ListUnfinishedAsync(CancellationToken cancellationToken) =>
        QueryAsync($"WHERE {Unfinished} AND installation = @Installation", new { storage.Installation }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ToolRunRecord>> ListExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        QueryAsync($"WHERE expires_at <= @now AND NOT ({Unfinished}) AND installation = @Installation LIMIT @limit",
            new { now = now.ToUnixTimeMilliseconds(), limit, storage.Installation }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ToolUsage>> ReadUsageAsync(CancellationToken cancellationToken) => storage.ReadAsync<IReadOnlyList<ToolUsage>>(
        async connection => [.. (await connection.QueryAsync<(string Owner, long Bytes, long Files)>(
            "SELECT owner, CAST(sum(bytes) AS BIGINT), CAST(sum(files) AS BIGINT) FROM tool_runs WHERE installation = @Installation GROUP BY owner", new { storage.Installation }))
            .Select(row => new ToolUsage(row.Owner, row.Bytes, row.Files))], cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyCollection<string>> ListIdsAsync(CancellationToken cancellationToken) =>
        storage.ReadAsync<IReadOnlyCollection<string>>(async connection => [.. await connection.QueryAsync<string>("SELECT id FROM tool_runs WHERE installation = @Installation", new { storage.Installation })], cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(string id, CancellationToken cancellationToken) =>
        storage.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM tool_runs WHERE id = @id", new { id }), cancellationToken);

    private Task<IReadOnlyList<ToolRunRecord>> QueryAsync(string where, object parameters, CancellationToken cancellationToken) =>
        storage.ReadAsync<IReadOnlyList<ToolRunRecord>>(
            async connection => [.. (await connection.QueryAsync<(string Id, string Record)>($"SELECT id, record FROM tool_runs {where}", parameters)).Select(row => Parse(row.Id, row.Record))],
            cancellationToken);

    private static ToolRunRecord Parse(string id, string record)
    {
        try
        {
            return JsonSerializer.Deserialize(record, StorageJson.Default.ToolRunRecord) ?? throw new JsonException();
        }
        catch (JsonException failure)
        {
            throw new WarrenException(ErrorCode.Internal, $"The record of run {id} in the database cannot be read. Put the database back from a backup.", failure);
        }
    }

    private static string ToText(ToolRunState state) => state.ToString().ToLowerInvariant();
}
