using System.Text;
using Dapper;
using Warren.Api.Sessions;
using Warren.Sessions.Secrets;

namespace Warren.Storage;

/// <summary>Secrets, encrypted, in a database.</summary>
public sealed class SqlSecretStore(SqlStorage storage) : ISecretStore
{
    /// <inheritdoc/>
    public async Task<bool> AddAsync(StoredSecret secret, CancellationToken cancellationToken)
    {
        var written = 0;
        await storage.WriteAsync(async connection => written = await connection.ExecuteAsync(
            "INSERT INTO secrets (workspace, session_id, name, created_by, created_at, sealed) VALUES (@Workspace, @SessionId, @Name, @CreatedBy, @CreatedAt, @Sealed) ON CONFLICT DO NOTHING",
            new
            {
                secret.Secret.Workspace,
                SessionId = secret.Secret.SessionId ?? "",
                secret.Secret.Name,
                secret.Secret.CreatedBy,
                CreatedAt = secret.Secret.CreatedAt.ToUnixTimeMilliseconds(),
                secret.Sealed,
            }), cancellationToken);
        return written > 0;
    }

    /// <inheritdoc/>
    public async Task<bool> ReplaceAsync(StoredSecret secret, CancellationToken cancellationToken)
    {
        var written = 0;
        await storage.WriteAsync(async connection => written = await connection.ExecuteAsync(
            "UPDATE secrets SET sealed = @Sealed WHERE workspace = @Workspace AND session_id = @SessionId AND name = @Name",
            new { secret.Sealed, secret.Secret.Workspace, SessionId = secret.Secret.SessionId ?? "", secret.Secret.Name }), cancellationToken);
        return written > 0;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredSecret>> ListAsync(IReadOnlyCollection<string>? workspaces, string? sessionId, string? createdBy, CancellationToken cancellationToken)
    {
        var (where, given) = (new StringBuilder("WHERE 1 = 1"), new DynamicParameters());
        if (workspaces is not null)
        {
            foreach (var (index, workspace) in workspaces.Index())
                given.Add($"workspace{index}", workspace);
            where.Append(workspaces.Count == 0 ? " AND 1 = 0" : $" AND workspace IN ({string.Join(", ", workspaces.Select((_, index) => $"@workspace{index}"))})");
        }
        if (sessionId is not null)
        {
            where.Append(" AND session_id = @sessionId");
            given.Add("sessionId", sessionId);
        }
        if (createdBy is not null)
        {
            where.Append(" AND created_by = @createdBy");
            given.Add("createdBy", createdBy);
        }
        return storage.ReadAsync<IReadOnlyList<StoredSecret>>(
            async connection => [.. (await connection.QueryAsync<(string Workspace, string SessionId, string Name, string CreatedBy, long CreatedAt, string Sealed)>(
                $"SELECT workspace, session_id, name, created_by, created_at, sealed FROM secrets {where} ORDER BY name, workspace, session_id", given)).Select(row => new StoredSecret(new Secret
                {
                    Name = row.Name,
                    Workspace = row.Workspace,
                    SessionId = row.SessionId.Length == 0 ? null : row.SessionId,
                    CreatedBy = row.CreatedBy,
                    CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
                }, row.Sealed))],
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(string workspace, string? sessionId, string name, CancellationToken cancellationToken)
    {
        var removed = 0;
        await storage.WriteAsync(async connection => removed = await connection.ExecuteAsync(
            "DELETE FROM secrets WHERE workspace = @workspace AND session_id = @session AND name = @name", new { workspace, session = sessionId ?? "", name }), cancellationToken);
        return removed > 0;
    }

    /// <inheritdoc/>
    public Task RemoveAllAsync(string sessionId, CancellationToken cancellationToken) =>
        storage.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM secrets WHERE session_id = @sessionId", new { sessionId }), cancellationToken);
}
