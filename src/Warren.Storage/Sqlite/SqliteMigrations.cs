using System.Data.Common;
using System.Globalization;
using Dapper;
using Warren.Storage.Migrating;

namespace Warren.Storage.Sqlite;

/// <summary>The schema of SQLite files. Who holds the state folder's lock is the only one that changes it.</summary>
internal sealed class SqliteMigrations(string name) : IMigrationDatabase
{
    /// <inheritdoc/>
    public string Folder => "Sqlite";

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool HasTable(DbConnection connection, string table) =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = @table", new { table }) > 0;

    /// <inheritdoc/>
    public int AppliedBefore(DbConnection connection) => connection.ExecuteScalar<int>("PRAGMA user_version");

    /// <summary>Versions without the table refuse a file whose number is larger than they know.</summary>
    public void Note(DbConnection connection, DbTransaction transaction, int newest) =>
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {newest}"), transaction: transaction);
}
