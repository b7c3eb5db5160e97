using System.Text;
using System.Text.Json;
using Dapper;
using Warren.Api;
using Warren.Api.Sessions;
using Warren.Sessions;
using Warren.Sessions.Agents;

namespace Warren.Storage;

/// <summary>Definitions of agents in a database.</summary>
public sealed class SqlAgentStore(SqlStorage storage) : IAgentStore
{
    /// <inheritdoc/>
    public async Task<bool> SaveAsync(Agent agent, CancellationToken cancellationToken)
    {
        var row = new
        {
            agent.Id,
            agent.Workspace,
            agent.Name,
            agent.CreatedBy,
            CreatedAt = agent.CreatedAt.ToUnixTimeMilliseconds(),
            Record = JsonSerializer.Serialize(agent, StorageJson.Default.Agent),
        };
        var written = 0;
        await storage.WriteAsync(async connection =>
        {
            written = await connection.ExecuteAsync(
                "UPDATE agents SET name = @Name, record = @Record WHERE id = @Id AND NOT EXISTS (SELECT 1 FROM agents o WHERE o.workspace = @Workspace AND o.name = @Name AND o.id <> @Id)", row);
            if (written == 0)
                written = await connection.ExecuteAsync(
                    "INSERT INTO agents (id, workspace, name, created_by, created_at, record) VALUES (@Id, @Workspace, @Name, @CreatedBy, @CreatedAt, @Record) ON CONFLICT DO NOTHING", row);
        }, cancellationToken);
        return written > 0;
    }

    /// <inheritdoc/>
    public async Task<Agent?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await QueryAsync("WHERE id = @id", new { id }, cancellationToken)) is [var found] ? found : null;

    /// <inheritdoc/>
    public async Task<Agent?> FindAsync(string workspace, string name, CancellationToken cancellationToken) =>
        (await QueryAsync("WHERE workspace = @workspace AND name = @name", new { workspace, name }, cancellationToken)) is [var found] ? found : null;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Agent>> ListAsync(AgentFilter filter, SessionPosition? after, int limit, CancellationToken cancellationToken)
    {
        var (where, given) = (new StringBuilder("WHERE 1 = 1"), new DynamicParameters(new { limit }));
        if (filter.CreatedBy is not null)
        {
            where.Append(" AND created_by = @createdBy");
            given.Add("createdBy", filter.CreatedBy);
        }
        if (filter.Workspaces is { } workspaces)
        {
            foreach (var (index, workspace) in workspaces.Index())
                given.Add($"workspace{index}", workspace);
            where.Append(workspaces.Count == 0 ? " AND 1 = 0" : $" AND workspace IN ({string.Join(", ", workspaces.Select((_, index) => $"@workspace{index}"))})");
        }
        if (after is { } position)
        {
            where.Append(" AND (created_at, id) < (@afterTime, @afterId)");
            given.Add("afterTime", position.CreatedAt);
            given.Add("afterId", position.Id);
        }
        where.Append(" ORDER BY created_at DESC, id DESC LIMIT @limit");
        return QueryAsync(where.ToString(), given, cancellationToken);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string id, CancellationToken cancellationToken) =>
        storage.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM agents WHERE id = @id", new { id }), cancellationToken);

    private Task<IReadOnlyList<Agent>> QueryAsync(string where, object parameters, CancellationToken cancellationToken) => storage.ReadAsync<IReadOnlyList<Agent>>(
        async connection => [.. (await connection.QueryAsync<(string Id, string Record)>($"SELECT id, record FROM agents {where}", parameters)).Select(row => Parse(row.Id, row.Record))],
        cancellationToken);

    private static Agent Parse(string id, string record)
    {
        try
        {
            return JsonSerializer.Deserialize(record, StorageJson.Default.Agent) ?? throw new JsonException();
        }
        catch (JsonException failure)
        {
            throw new WarrenException(ErrorCode.Internal, $"The record of agent {id} in the database cannot be read. Put the database back from a backup.", failure);
        }
    }
}
