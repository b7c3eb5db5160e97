using System.Data;
using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Npgsql;
using Warren.Api;

namespace Warren.Storage.Postgres;

/// <summary>
/// Transactions of this server's one connection that writes. A lock lets one server after the other write, as SQLite does:
/// what a write has read stays so until its commit, and events get their versions in the order of commits.
/// </summary>
internal sealed class PostgresTransactions(PostgresDatabase database, PostgresOptions options, string installation, TimeProvider time) : IWriteTransactions, IDisposable
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly string _id = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private NpgsqlConnection? _connection;

    /// <inheritdoc/>
    public async Task CommitAsync(IReadOnlyList<Func<DbConnection, Task>> writes)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                await TransactAsync(writes);
                return;
            }
            catch (Exception failure) when (attempt < MaxAttempts && MayRepeat(failure))
            {
                // Nothing of it is there. Where the database itself is away, the next attempt says so at once.
            }
            catch (Exception failure) when (PostgresDatabase.IsOfDatabase(failure))
            {
                throw PostgresDatabase.Explain(failure);
            }
    }

    /// <summary>Whether it was the connection or the lock, and not one of the writes.</summary>
    public bool ConcernsAll(Exception failure) =>
        failure is WarrenException { Code: ErrorCode.EngineUnavailable, InnerException: { } inner } && (PostgresDatabase.IsBroken(inner) || PostgresDatabase.IsTimeout(inner));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_connection is { } connection)
            End(connection);
    }

    private static bool MayRepeat(Exception failure) =>
        PostgresDatabase.IsClash(failure) || (PostgresDatabase.IsBroken(failure) && !PostgresDatabase.IsTimeout(failure));

    private async Task TransactAsync(IReadOnlyList<Func<DbConnection, Task>> writes)
    {
        var connection = await ConnectAsync();
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var isAsked = false;
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@Writer)", new { PostgresLocks.Writer });
            foreach (var write in writes)
                await write(connection);
            // Last, since it fails where a write has hidden that one of its statements did.
            await connection.ExecuteAsync(
                "INSERT INTO writers (id, installation, token) VALUES (@Id, @installation, @token) ON CONFLICT (id) DO UPDATE SET token = excluded.token",
                new { Id = _id, installation, token });
            isAsked = true;
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception failure) when (PostgresDatabase.IsBroken(failure))
        {
            await DropAsync();
            if (!isAsked || !await WasCommittedAsync(token, failure))
                throw;
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        if (_connection is { State: ConnectionState.Open })
            return _connection;
        await DropAsync();
        var connection = await database.OpenAsync(CancellationToken.None);
        try
        {
            await connection.ExecuteAsync("SELECT pg_advisory_lock_shared(@Servers)", new { PostgresLocks.Servers });
            // Rows of the servers that were on this installation before, and have ended.
            await connection.ExecuteAsync("DELETE FROM writers WHERE installation = @installation AND id <> @Id", new { installation, Id = _id });
            return _connection = connection;
        }
        catch
        {
            End(connection);
            throw;
        }
    }

    private async Task DropAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is not { } broken)
            return;
        End(broken);
        database.Clear();
    }

    private static void End(NpgsqlConnection connection)
    {
        try
        {
            connection.Dispose();
        }
        catch (Exception failure) when (PostgresDatabase.IsOfDatabase(failure))
        {
            // The database has ended it already.
        }
    }

    // Whoever has the lock of writers knows that the transaction, which held it, has come to its end. A row tells which, also
    // where the database crashed meanwhile; a transaction's number could have been given anew.
    private async Task<bool> WasCommittedAsync(string token, Exception lost)
    {
        for (var begun = time.GetTimestamp(); ;)
            try
            {
                await using var connection = await database.OpenAsync(CancellationToken.None);
                await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
                await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@Writer)", new { PostgresLocks.Writer });
                return await connection.QuerySingleOrDefaultAsync<string>("SELECT token FROM writers WHERE id = @Id", new { Id = _id }) == token;
            }
            catch (Exception failure) when (failure is WarrenException || PostgresDatabase.IsOfDatabase(failure))
            {
                if (time.GetElapsedTime(begun) > options.CommitPatience)
                    throw new WarrenException(ErrorCode.EngineUnavailable,
                        "The database went away while it wrote this down, and is not back yet: whether it did is not known. Look once it is back, before you try again.", lost);
                await Task.Delay(Pause, time, CancellationToken.None);
            }
    }
}
