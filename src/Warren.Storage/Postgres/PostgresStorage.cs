using System.Data.Common;
using Dapper;
using Npgsql;
using Warren.Api;

namespace Warren.Storage.Postgres;

/// <summary>A PostgreSQL database, which several servers may share.</summary>
public sealed class PostgresStorage : SqlStorage, IDisposable
{
    private const int MaxBatch = 64;
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(10), ReconnectAfter = TimeSpan.FromMilliseconds(500);
    private readonly PostgresDatabase _database;
    private readonly PostgresTransactions _transactions;
    private readonly WriteQueue _writes;
    private readonly TimeProvider _time;

    /// <summary>Opens the database and brings its schema up to date, one server after the other.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="installation">Whose records are this server's own.</param>
    /// <param name="time">Times what is waited for; the leases go by the database's clock.</param>
    /// <exception cref="WarrenException">EngineUnavailable: it is away, or of a newer version.</exception>
    public PostgresStorage(PostgresOptions options, string installation, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Installation, _time) = (installation, time);
        new PostgresSchema(options, time).Migrate();
        _database = new(options);
        _transactions = new(_database, options, installation, time);
        _writes = new(_transactions, MaxBatch);
    }

    /// <inheritdoc/>
    internal override string Installation { get; }

    /// <inheritdoc/>
    internal override bool IsShared => true;

    /// <inheritdoc/>
    public void Dispose()
    {
        _transactions.Dispose();
        _database.Dispose();
    }

    /// <inheritdoc/>
    internal override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _database.ReadAsync(read, cancellationToken);
    }

    /// <inheritdoc/>
    internal override Task WriteAsync(Func<DbConnection, Task> write, CancellationToken cancellationToken, Action? committed = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _writes.RunAsync(write, committed);
    }

    /// <inheritdoc/>
    internal override async ValueTask<long> ReadClockAsync(DbConnection connection) =>
        await connection.ExecuteScalarAsync<long>("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)");

    /// <inheritdoc/>
    internal override async Task ListenAsync(string channel, Func<string?, Task> heard, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
            try
            {
                await using var connection = await _database.OpenAsync(cancellationToken);
                await ListenAsync(connection, channel, heard, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is WarrenException || PostgresDatabase.IsOfDatabase(failure))
            {
                // Every call says that the database is away. What is announced meanwhile is read when it is back.
                await Task.Delay(ReconnectAfter, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    private static async Task ListenAsync(NpgsqlConnection connection, string channel, Func<string?, Task> heard, CancellationToken cancellationToken)
    {
        string? announced = null;
        connection.Notification += (_, told) => announced = told.Payload;
        await connection.ExecuteAsync($"LISTEN {channel}");
        await heard(null);
        while (true)
        {
            announced = null;
            // A connection that is dead without saying so is found by asking.
            if (!await connection.WaitAsync(AskAgain, cancellationToken))
                await connection.ExecuteAsync("SELECT 1");
            await heard(announced);
        }
    }
}
