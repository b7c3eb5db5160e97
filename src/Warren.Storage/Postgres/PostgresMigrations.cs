using System.Data.Common;
using Dapper;
using Warren.Storage.Migrating;

namespace Warren.Storage.Postgres;

/// <summary>The schema of PostgreSQL databases.</summary>
internal sealed class PostgresMigrations(PostgresOptions options) : IMigrationDatabase
{
    /// <inheritdoc/>
    public string Folder => "Postgres";

    /// <inheritdoc/>
    public string Name => options.Database;

    /// <inheritdoc/>
    public bool HasTable(DbConnection connection, string table) => connection.ExecuteScalar<bool>("SELECT to_regclass(@table) IS NOT NULL", new { table });

    /// <summary>None: there has always been a table of them.</summary>
    public int AppliedBefore(DbConnection connection) => 0;

    /// <summary>There is nobody who would look anywhere else.</summary>
    public void Note(DbConnection connection, DbTransaction transaction, int newest)
    {
    }
}
