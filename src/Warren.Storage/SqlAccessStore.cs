using System.Data.Common;
using System.Text.Json;
using Dapper;
using Warren.Access;
using Warren.Api;
using Warren.Api.Access;

namespace Warren.Storage;

/// <summary>Accounts, roles, bindings, keys, logins and quotas in a database.</summary>
public sealed class SqlAccessStore(SqlStorage storage) : IAccessStore
{
    private const string CountUp = "UPDATE access_version SET version = version + 1 WHERE id = 1";

    /// <inheritdoc/>
    public Task<long> ReadVersionAsync(CancellationToken cancellationToken) => storage.ReadAsync(ReadVersionAsync, cancellationToken);

    /// <inheritdoc/>
    public async Task<AccessData> LoadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (true)
        {
            var data = await storage.ReadAsync(connection => LoadAsync(connection, now), cancellationToken);
            // Somebody wrote between two of the queries: what was read is of no version.
            if (await ReadVersionAsync(cancellationToken) == data.Version)
                return data;
        }
    }

    /// <inheritdoc/>
    public Task<bool> InitializeAsync(IReadOnlyList<AccountRecord> accounts, IReadOnlyList<RoleBinding> bindings, CancellationToken cancellationToken) => TryAsync(async connection =>
    {
        if (await connection.ExecuteAsync("UPDATE access_version SET version = 1 WHERE id = 1 AND version = 0") == 0)
            return false;
        foreach (var account in accounts)
            await InsertAsync(account, connection);
        foreach (var binding in bindings)
            await InsertAsync(binding, connection);
        return true;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> AddAccountAsync(AccountRecord account, CancellationToken cancellationToken) =>
        ChangeAsync(async connection => await InsertAsync(account, connection) > 0, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SaveAccountAsync(AccountRecord account, CancellationToken cancellationToken) => ChangeAsync(
        async connection => await connection.ExecuteAsync(
            "UPDATE accounts SET revision = revision + 1, record = @Record WHERE id = @Id AND revision = @Revision AND removed = 0",
            new { account.Id, account.Revision, Record = Write(account) }) > 0,
        cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAccountAsync(AccountRecord account, CancellationToken cancellationToken) => ChangeAsync(async connection =>
    {
        await connection.ExecuteAsync("UPDATE accounts SET removed = 1, revision = revision + 1 WHERE id = @Id", new { account.Id });
        await connection.ExecuteAsync(
            "DELETE FROM role_bindings WHERE principal_type = @Type AND principal = @Name", new { Type = account.Type.ToString(), account.Name });
        await connection.ExecuteAsync("DELETE FROM api_key_roles WHERE key_id IN (SELECT id FROM api_keys WHERE account_id = @Id)", new { account.Id });
        await connection.ExecuteAsync("DELETE FROM api_keys WHERE account_id = @Id", new { account.Id });
        await connection.ExecuteAsync("DELETE FROM logins WHERE account_id = @Id", new { account.Id });
        return true;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> AddRoleAsync(Role role, CancellationToken cancellationToken) => ChangeAsync(
        async connection => await connection.ExecuteAsync(
            "INSERT INTO roles (name, record) VALUES (@Name, @Record) ON CONFLICT DO NOTHING",
            new { role.Name, Record = JsonSerializer.Serialize(role, WarrenJson.Wire.Role) }) > 0,
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RemoveRoleAsync(string name, CancellationToken cancellationToken) => ChangeAsync(
        async connection => await connection.ExecuteAsync(
            "DELETE FROM roles WHERE name = @name AND NOT EXISTS (SELECT 1 FROM role_bindings WHERE role = @name) AND NOT EXISTS (SELECT 1 FROM api_key_roles WHERE role = @name)",
            new { name }) > 0,
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> AddBindingAsync(RoleBinding binding, bool isBuiltInRole, CancellationToken cancellationToken) => ChangeAsync(
        async connection => (isBuiltInRole || await HasRoleAsync(binding.Role, connection)) && await HasPrincipalAsync(binding, connection) && await InsertAsync(binding, connection) > 0,
        cancellationToken);

    /// <inheritdoc/>
    public Task RemoveBindingAsync(string id, CancellationToken cancellationToken) =>
        ChangeAsync(async connection => await connection.ExecuteAsync("DELETE FROM role_bindings WHERE id = @id", new { id }) > 0, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> AddKeyAsync(KeyRecord key, CancellationToken cancellationToken) => ChangeAsync(async connection =>
    {
        var added = await connection.ExecuteAsync(
            "INSERT INTO api_keys (id, account_id, name, record) SELECT @Id, @AccountId, @Name, @Record "
            + "WHERE EXISTS (SELECT 1 FROM accounts WHERE id = @AccountId AND removed = 0) ON CONFLICT DO NOTHING",
            new { key.Info.Id, key.AccountId, key.Info.Name, Record = JsonSerializer.Serialize(key, StorageJson.Default.KeyRecord) });
        foreach (var role in added > 0 ? key.Info.Roles.Distinct() : [])
            await connection.ExecuteAsync("INSERT INTO api_key_roles (key_id, role) VALUES (@Id, @role)", new { key.Info.Id, role });
        return added > 0;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveKeyAsync(string id, CancellationToken cancellationToken) => ChangeAsync(async connection =>
    {
        await connection.ExecuteAsync("DELETE FROM api_key_roles WHERE key_id = @id", new { id });
        return await connection.ExecuteAsync("DELETE FROM api_keys WHERE id = @id", new { id }) > 0;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task SaveQuotaAsync(QuotaRecord quota, CancellationToken cancellationToken)
    {
        var row = new { Kind = quota.Kind.ToString(), quota.Name, Limits = JsonSerializer.Serialize(quota.Limits, StorageJson.Default.QuotaLimits) };
        return ChangeAsync(async connection => await connection.ExecuteAsync(
            quota.Limits == new QuotaLimits()
                ? "DELETE FROM quotas WHERE kind = @Kind AND name = @Name"
                : "INSERT INTO quotas (kind, name, limits) VALUES (@Kind, @Name, @Limits) ON CONFLICT (kind, name) DO UPDATE SET limits = excluded.limits",
            row) > 0, cancellationToken);
    }

    /// <inheritdoc/>
    public Task AddLoginAsync(LoginRecord login, DateTimeOffset now, CancellationToken cancellationToken) => storage.WriteAsync(async connection =>
    {
        await connection.ExecuteAsync("DELETE FROM logins WHERE expires_at < @now", new { now = now.ToUnixTimeMilliseconds() });
        await connection.ExecuteAsync(
            "INSERT INTO logins (id, account_id, credential_version, refresh_hash, expires_at, revoked) VALUES (@Id, @AccountId, @CredentialVersion, @RefreshHash, @ExpiresAt, 0)",
            new { login.Id, login.AccountId, login.CredentialVersion, login.RefreshHash, ExpiresAt = login.ExpiresAt.ToUnixTimeMilliseconds() });
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<LoginRecord?> FindLoginAsync(string id, CancellationToken cancellationToken) => storage.ReadAsync(
        async connection => (await connection.QueryAsync<(string AccountId, long CredentialVersion, string RefreshHash, long ExpiresAt, long Revoked)>(
                "SELECT account_id, credential_version, refresh_hash, expires_at, revoked FROM logins WHERE id = @id", new { id }))
            .Select(row => new LoginRecord(id, row.AccountId, (int)row.CredentialVersion, row.RefreshHash, DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt), row.Revoked != 0))
            .SingleOrDefault(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RotateLoginAsync(string id, string refreshHash, string nextHash, CancellationToken cancellationToken) => TryAsync(
        async connection => await connection.ExecuteAsync(
            "UPDATE logins SET refresh_hash = @nextHash WHERE id = @id AND refresh_hash = @refreshHash AND revoked = 0", new { id, refreshHash, nextHash }) > 0,
        cancellationToken);

    /// <inheritdoc/>
    public Task RevokeLoginAsync(string id, CancellationToken cancellationToken) =>
        ChangeAsync(async connection => await connection.ExecuteAsync("UPDATE logins SET revoked = 1 WHERE id = @id AND revoked = 0", new { id }) > 0, cancellationToken);

    private static Task<long> ReadVersionAsync(DbConnection connection) => connection.ExecuteScalarAsync<long>("SELECT version FROM access_version WHERE id = 1");

    private static async Task<AccessData> LoadAsync(DbConnection connection, DateTimeOffset now)
    {
        var version = await ReadVersionAsync(connection);
        var accounts = await connection.QueryAsync<(string Record, long Revision)>("SELECT record, revision FROM accounts WHERE removed = 0 ORDER BY name");
        var roles = await connection.QueryAsync<string>("SELECT record FROM roles ORDER BY name");
        var bindings = await connection.QueryAsync<string>("SELECT record FROM role_bindings ORDER BY id");
        var keys = await connection.QueryAsync<string>("SELECT record FROM api_keys ORDER BY id");
        var revoked = await connection.QueryAsync<string>("SELECT id FROM logins WHERE revoked = 1 AND expires_at > @now", new { now = now.ToUnixTimeMilliseconds() });
        var quotas = await connection.QueryAsync<(string Kind, string Name, string Limits)>("SELECT kind, name, limits FROM quotas ORDER BY kind, name");
        return new(
            version,
            [.. accounts.Select(row => JsonSerializer.Deserialize(row.Record, StorageJson.Default.AccountRecord)! with { Revision = row.Revision })],
            [.. roles.Select(record => JsonSerializer.Deserialize(record, WarrenJson.Wire.Role)!)],
            [.. bindings.Select(record => JsonSerializer.Deserialize(record, WarrenJson.Wire.RoleBinding)!)],
            [.. keys.Select(record => JsonSerializer.Deserialize(record, StorageJson.Default.KeyRecord)!)],
            [.. revoked],
            [.. quotas.Select(row => new QuotaRecord(Enum.Parse<QuotaKind>(row.Kind), row.Name, JsonSerializer.Deserialize(row.Limits, StorageJson.Default.QuotaLimits)!))]);
    }

    private static async Task<bool> HasRoleAsync(string name, DbConnection connection) =>
        await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM roles WHERE name = @name", new { name }) > 0;

    private static async Task<bool> HasPrincipalAsync(RoleBinding binding, DbConnection connection) => binding.PrincipalType == PrincipalType.Subject
        || await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM accounts WHERE name = @Principal AND removed = 0", new { binding.Principal }) > 0;

    private static Task<int> InsertAsync(AccountRecord account, DbConnection connection) => connection.ExecuteAsync(
        "INSERT INTO accounts (id, name, removed, revision, record) VALUES (@Id, @Name, 0, 0, @Record) ON CONFLICT DO NOTHING",
        new { account.Id, account.Name, Record = Write(account) });

    private static Task<int> InsertAsync(RoleBinding binding, DbConnection connection) => connection.ExecuteAsync(
        "INSERT INTO role_bindings (id, role, principal_type, principal, workspace, record) VALUES (@Id, @Role, @Type, @Principal, @Workspace, @Record) ON CONFLICT DO NOTHING",
        new
        {
            binding.Id,
            binding.Role,
            Type = binding.PrincipalType.ToString(),
            binding.Principal,
            Workspace = binding.Workspace ?? "",
            Record = JsonSerializer.Serialize(binding, WarrenJson.Wire.RoleBinding),
        });

    private static string Write(AccountRecord account) => JsonSerializer.Serialize(account, StorageJson.Default.AccountRecord);

    // The version counts up where something was changed, in the same transaction.
    private Task<bool> ChangeAsync(Func<DbConnection, Task<bool>> change, CancellationToken cancellationToken) => TryAsync(async connection =>
    {
        if (!await change(connection))
            return false;
        await connection.ExecuteAsync(CountUp);
        return true;
    }, cancellationToken);

    private async Task<bool> TryAsync(Func<DbConnection, Task<bool>> write, CancellationToken cancellationToken)
    {
        var isDone = false;
        await storage.WriteAsync(async connection => isDone = await write(connection), cancellationToken);
        return isDone;
    }
}
