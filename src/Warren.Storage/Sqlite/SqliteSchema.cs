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
    /// <summary>Whether the file has sandboxes; not so where it is not there.</summary>
    public bool HasSandboxes() => File.Exists(path) && Do(SqliteOpenMode.ReadWrite, (connection, _) =>
        new SqliteMigrations(path).HasTable(connection, "sandboxes") && connection.ExecuteScalar<long>("SELECT count(*) FROM sandboxes") > 0);

    /// <inheritdoc/>
    public DatabaseStatus Status()
    {
        if (File.Exists(path))
            return Do(SqliteOpenMode.ReadWrite, (_, migrator) => Describe(migrator));
        // All that there is to know of a file that is not there is what would be made.
        SystemSqlite.Use();
        using var nothing = new SqliteConnection("Data Source=:memory:;Pooling=False");
        nothing.Open();
        return Describe(new(nothing, new SqliteMigrations(Path.GetFileName(path)), time));
    }

    /// <inheritdoc/>
    public DatabaseStatus Migrate() => Do(SqliteOpenMode.ReadWriteCreate, (_, migrator) =>
    {
        migrator.Up();
        return Describe(migrator);
    });

    /// <inheritdoc/>
    public DatabaseStatus Rollback(int number) => Do(SqliteOpenMode.ReadWriteCreate, (_, migrator) =>
    {
        migrator.Down(number);
        return Describe(migrator);
    });

    private DatabaseStatus Describe(Migrator migrator) => new() { Kind = "sqlite", Database = Path.GetFileName(path), Migrations = migrator.Status() };

    private T Do<T>(SqliteOpenMode mode, Func<SqliteConnection, Migrator, T> act)
    {
        SystemSqlite.Use();
        var name = Path.GetFileName(path);
        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, ForeignKeys = true, Pooling = false }.ConnectionString);
            connection.Open();
            return act(connection, new(connection, new SqliteMigrations(name), time));
        }
        catch (SqliteException failure)
        {
            throw SqliteDatabase.Explain(failure, name);
        }
    }
}
