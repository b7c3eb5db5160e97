using System.Data.Common;
using Warren.Api;

namespace Warren.Storage.Sqlite;

/// <summary>One SQLite file, of one installation and one server at a time.</summary>
public sealed class SqliteStorage : SqlStorage, IDisposable
{
    private const int MaxBatch = 256;
    private readonly SqliteDatabase _database;
    private readonly WriteQueue _writes;
    private readonly TimeProvider _time;

    /// <summary>Opens the file, which is made where it is missing, and brings its schema up to date.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="time">The clock that leases go by; null for the host's.</param>
    /// <exception cref="WarrenException">It is damaged, locked or of a newer version.</exception>
    public SqliteStorage(string path, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _database = new(path, _time);
        _writes = new(new SqliteTransactions(_database), MaxBatch);
    }

    /// <inheritdoc/>
    internal override string Installation => "";

    /// <inheritdoc/>
    internal override bool IsShared => false;

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
        return _writes.RunAsync(write, committed);
    }

    /// <inheritdoc/>
    internal override ValueTask<long> ReadClockAsync(DbConnection connection) => new(_time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <inheritdoc/>
    internal override Task ListenAsync(string channel, Func<string?, Task> heard, CancellationToken cancellationToken) => Task.CompletedTask;
}
