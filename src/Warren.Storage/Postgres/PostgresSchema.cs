using Dapper;
using Npgsql;
using Warren.Api;
using Warren.Api.Local;
using Warren.Storage.Migrating;

namespace Warren.Storage.Postgres;

/// <summary>The schema of a PostgreSQL database. One program at a time changes it; the others wait for that.</summary>
public sealed class PostgresSchema(PostgresOptions options, TimeProvider time) : IDatabaseSchema
{
    /// <inheritdoc/>
    public DatabaseStatus Status() => Do((_, migrator) => Describe(migrator));

    /// <inheritdoc/>
    public DatabaseStatus Migrate() => Do((connection, migrator) =>
    {
        connection.Execute("SELECT pg_advisory_lock(@Schema)", new { PostgresLocks.Schema });
        migrator.Up();
        return Describe(migrator);
    });

    /// <inheritdoc/>
    public DatabaseStatus Rollback(int number) => Do((connection, migrator) =>
    {
        connection.Execute("SELECT pg_advisory_lock(@Schema)", new { PostgresLocks.Schema });
        if (!connection.ExecuteScalar<bool>("SELECT pg_try_advisory_lock(@Servers)", new { PostgresLocks.Servers }))
            throw new WarrenException(ErrorCode.Conflict, "A server runs on this database. Stop every one with `warren stop`, then go back.");
        migrator.Down(number);
        return Describe(migrator);
    });

    private DatabaseStatus Describe(Migrator migrator) => new() { Kind = "postgresql", Database = options.Describe(), Migrations = migrator.Status() };

    // The locks end with the connection, which is no one's but this call's. A step may take its time.
    private DatabaseStatus Do(Func<NpgsqlConnection, Migrator, DatabaseStatus> act)
    {
        var settings = options.ToConnectionString();
        (settings.Pooling, settings.CommandTimeout, settings.Options) = (false, 0, "-c lock_timeout=5min -c client_min_messages=error");
        try
        {
            using var connection = new NpgsqlConnection(settings.ConnectionString);
            connection.Open();
            return act(connection, new(connection, new PostgresMigrations(options), time));
        }
        catch (Exception failure) when (PostgresDatabase.IsOfDatabase(failure))
        {
            throw PostgresDatabase.Explain(failure);
        }
    }
}
