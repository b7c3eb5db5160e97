using System.Data.Common;
using Warren.Api;

namespace Warren.Storage.Sqlite;

/// <summary>One SQLite file.</summary>
public sealed class SqliteStorage : SqlStorage, IDisposable
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

    /// <inheritdoc/>
    internal override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _database.ReadAsync(read);
    }

    /// <inheritdoc/>
    internal override Task WriteAsync(Func<DbConnection, Task> write, CancellationToken cancellationToken, Action? committed = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _writer.RunAsync(write, committed);
    }
}
