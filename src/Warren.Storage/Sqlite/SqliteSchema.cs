using Dapper;
using Microsoft.Data.Sqlite;
using Warren.Api.Local;
using Warren.Storage.Migrating;

namespace Warren.Storage.Sqlite;

/// <summary>The schema of an SQLite file. Who changes it holds the lock of the state folder that it is in.</summary>
/// <param name="path">The file.</param>
/// <param name="time">Says when a step was applied.</param>
public sealed class SqliteSchema(string path, TimeProvider time) : IDatabaseSchema
{
    /// <summary>Whether a file has sandboxes, whatever its schema is; not so where it is not there.</summary>
    public static bool HasSandboxes(string path)
    {
        if (!File.Exists(path))
            return false;
        using var storage = new SqliteStorage(path);
        return storage.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM sandboxes"), CancellationToken.None).GetAwaiter().GetResult() > 0;
    }

    /// <inheritdoc/>
    public DatabaseStatus Status()
    {
        if (File.Exists(path))
            return Do(SqliteOpenMode.ReadWrite, Describe);
        // All that there is to know of a file that is not there is what would be made.
        SystemSqlite.Use();
        using var nothing = new SqliteConnection("Data Source=:memory:;Pooling=False");
        nothing.Open();
        return Describe(new(nothing, new SqliteMigrations(Path.GetFileName(path)), time));
    }

    /// <inheritdoc/>
    public DatabaseStatus Migrate() => Do(SqliteOpenMode.ReadWriteCreate, migrator =>
    {
        migrator.Up();
        return Describe(migrator);
    });

    /// <inheritdoc/>
    public DatabaseStatus Rollback(int number) => Do(SqliteOpenMode.ReadWriteCreate, migrator =>
    {
        migrator.Down(number);
        return Describe(migrator);
    });

    private DatabaseStatus Describe(Migrator migrator) => new() { Kind = "sqlite", Database = Path.GetFileName(path), Migrations = migrator.Status() };

    private DatabaseStatus Do(SqliteOpenMode mode, Func<Migrator, DatabaseStatus> act)
    {
        SystemSqlite.Use();
        var name = Path.GetFileName(path);
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, ForeignKeys = true, Pooling = false }.ConnectionString);
            connection.Open();
            return act(new(connection, new SqliteMigrations(name), time));
        }
        catch (SqliteException failure)
        {
            throw SqliteDatabase.Explain(failure, name);
        }
    }
}
