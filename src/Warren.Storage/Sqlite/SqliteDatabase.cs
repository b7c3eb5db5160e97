using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Warren.Api;
using Warren.Storage.Migrating;

namespace Warren.Storage.Sqlite;

/// <summary>
/// One SQLite file. Writes go through one connection, one after the other; reads have connections of their own, which
/// see the last commit and wait for nobody (write-ahead log).
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    // Result codes of https://www.sqlite.org/rescode.html
    private const int Busy = 5, Locked = 6, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NoDatabase = 26;

    private readonly string _connection;
    private readonly string _name;

    // Kept open, so that a read has none to open and what was read before is in its cache.
    private readonly ConcurrentBag<SqliteConnection> _readers = [];

    /// <summary>Opens the file, makes it where it is missing, and brings its schema up to date.</summary>
    /// <exception cref="WarrenException">It is damaged, locked or of a newer version.</exception>
    public SqliteDatabase(string path, TimeProvider time)
    {
        SystemSqlite.Use();
        _name = Path.GetFileName(path);
        _connection = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, DefaultTimeout = 10, Pooling = false }.ConnectionString;
        SqliteConnection? connection = null;
        try
        {
            Writer = connection = Open();
            // A commit survives the end of the process; the last ones may be lost with the host's power, as processes are.
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
            new Migrator(connection, new SqliteMigrations(_name), time).Up();
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            if (failure is SqliteException known)
                throw Explain(known, _name);
            throw;
        }
    }

    /// <summary>The connection that writes.</summary>
    public SqliteConnection Writer { get; }

    /// <summary>Reads, beside other readers and the writer.</summary>
    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read) => TryAsync(async () =>
    {
        var connection = _readers.TryTake(out var kept) ? kept : Open();
        try
        {
            var found = await read(connection);
            _readers.Add(connection);
            return found;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    });

    /// <summary>Makes the failures of the database ones that a caller can be told of.</summary>
    public async Task<T> TryAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (SqliteException failure)
        {
            throw Explain(failure, _name);
        }
    }

    /// <summary>What a failure of the database means.</summary>
    public static WarrenException Explain(SqliteException failure, string name) => new(ErrorCode.EngineUnavailable, failure.SqliteErrorCode switch
    {
        Busy or Locked => $"The database {name} is locked by another program.",
        Corrupt or NoDatabase => $"The database {name} in the state folder is damaged. Put it back from a backup, or move it away with its -wal file to start without the sandboxes that it knows.",
        Full => $"The disk of the state folder is full: the database {name} cannot be written.",
        ReadOnly or CannotOpen => $"The database {name} in the state folder cannot be opened or written; see to its permissions.",
        IoError => $"The disk of the state folder fails: the database {name} cannot be read or written.",
        _ => $"The database {name} failed (SQLite {failure.SqliteExtendedErrorCode}).",
    }, failure);

    /// <inheritdoc/>
    public void Dispose()
    {
        Writer.Dispose();
        while (_readers.TryTake(out var reader))
            reader.Dispose();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
