using Microsoft.Data.Sqlite;
using Warren.Api;

namespace Warren.Storage.Sqlite;

/// <summary>One SQLite file, which the stores of all domains share.</summary>
public sealed class SqliteStorage : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly SqliteWriter _writer;

    /// <summary>Opens the file, which is made where it is missing.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <exception cref="WarrenException">It is damaged, locked or of a newer version.</exception>
    public SqliteStorage(string path)
    {
        _database = new(path);
        _writer = new(_database);
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    /// <summary>Reads the last commit.</summary>
    internal Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_database.Read(read));
    }

    /// <summary>Commits a write, alone or with others.</summary>
    /// <param name="write">Writes in the transaction that is open; called again, alone, where a write beside it failed.</param>
    /// <param name="cancellationToken">Gives it up before it begins.</param>
    /// <param name="committed">Called in the order of the commits, before the task completes.</param>
    internal Task WriteAsync(Action<SqliteConnection> write, CancellationToken cancellationToken, Action? committed = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _writer.RunAsync(write, committed);
    }
}
