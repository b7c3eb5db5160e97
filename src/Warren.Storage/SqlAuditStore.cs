using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Warren.Access.Audit;
using Warren.Api;
using Warren.Api.Access;

namespace Warren.Storage;

/// <summary>The audit log in a database, which itself refuses to change or remove what is in it.</summary>
public sealed class SqlAuditStore(SqlStorage storage) : IAuditStore
{
    /// <inheritdoc/>
    public Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var rows = entries.Select(entry => new
        {
            Time = entry.Time.ToUnixTimeMilliseconds(),
            entry.Actor,
            entry.Verb,
            entry.Resource,
            entry.Name,
            Result = entry.Result.ToString(),
            Entry = JsonSerializer.Serialize(entry, WarrenJson.Wire.AuditEntry),
        }).ToList();
        return storage.WriteAsync(connection => connection.ExecuteAsync(
            "INSERT INTO audit (time, actor, verb, resource, name, result, entry) VALUES (@Time, @Actor, @Verb, @Resource, @Name, @Result, @Entry)", rows), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditFilter filter, long? beyond, bool isOldestFirst, int limit, CancellationToken cancellationToken)
    {
        var where = new StringBuilder("WHERE 1 = 1");
        void add(bool isGiven, string condition) => where.Append(isGiven ? " AND " : "").Append(isGiven ? condition : "");
        add(filter.Actor is not null, "actor = @Actor");
        add(filter.Verb is not null, "verb = @Verb");
        add(filter.Resource is not null, "resource = @Resource");
        add(filter.Name is not null, "name = @Name");
        add(filter.Result is not null, "result = @Result");
        add(filter.Since is not null, "time >= @Since");
        add(filter.Until is not null, "time < @Until");
        add(beyond is not null, isOldestFirst ? "id > @beyond" : "id < @beyond");
        var parameters = new
        {
            filter.Actor,
            filter.Verb,
            filter.Resource,
            filter.Name,
            Result = filter.Result?.ToString(),
            Since = filter.Since?.ToUnixTimeMilliseconds(),
            Until = filter.Until?.ToUnixTimeMilliseconds(),
            beyond,
            limit,
        };
        var sql = string.Create(CultureInfo.InvariantCulture, $"SELECT id, entry FROM audit {where} ORDER BY id {(isOldestFirst ? "ASC" : "DESC")} LIMIT @limit");
        return storage.ReadAsync<IReadOnlyList<AuditEntry>>(
            async connection => [.. (await connection.QueryAsync<(long Id, string Entry)>(sql, parameters)).Select(row =>
                JsonSerializer.Deserialize(row.Entry, WarrenJson.Wire.AuditEntry)! with { Id = row.Id })],
            cancellationToken);
    }
}
