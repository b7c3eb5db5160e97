using System.Data.Common;
using System.Net.Sockets;
using Npgsql;
using Warren.Api;

namespace Warren.Storage.Postgres;

/// <summary>Connections to a PostgreSQL database, and what their failures mean.</summary>
internal sealed class PostgresDatabase : IDisposable
{
    // Codes of https://www.postgresql.org/docs/15/errcodes-appendix.html
    private const string SerializationFailure = "40001", Deadlock = "40P01", LockNotAvailable = "55P03", DiskFull = "53100", TooManyConnections = "53300",
        AdminShutdown = "57P01", CrashShutdown = "57P02", CannotConnectNow = "57P03", IdleInTransaction = "25P03", ReadOnly = "25006",
        NoDatabase = "3D000", NoRight = "42501", Cancelled = "57014";

    private const int MostPrepared = 100;

    private readonly NpgsqlDataSource _source;

    // Apart from those that write and listen: a read leaves nothing behind in its connection that would have to be reset, so that what it
    // asks for again and again stays prepared.
    private readonly NpgsqlDataSource _readers;

    /// <summary>Connects to nothing yet.</summary>
    public PostgresDatabase(PostgresOptions options)
    {
        _source = new NpgsqlDataSourceBuilder(options.ToConnectionString().ConnectionString).Build();
        var readers = options.ToConnectionString();
        (readers.NoResetOnClose, readers.MaxAutoPrepare) = (true, MostPrepared);
        _readers = new NpgsqlDataSourceBuilder(readers.ConnectionString).Build();
    }

    /// <summary>Opens a connection, or takes one that is open and idle.</summary>
    /// <exception cref="WarrenException">EngineUnavailable.</exception>
    public Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => OpenAsync(_source, cancellationToken);

    /// <summary>Reads on a connection of its own; once more on a new one where that had broken unnoticed.</summary>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadOnceAsync(read, cancellationToken);
        }
        catch (Exception failure) when (IsBroken(failure) && !IsTimeout(failure))
        {
            Clear();
        }
        try
        {
            return await ReadOnceAsync(read, cancellationToken);
        }
        catch (Exception failure) when (IsOfDatabase(failure))
        {
            throw Explain(failure);
        }
    }

    /// <summary>Gives up the idle connections: one of them was found broken, so the others are.</summary>
    public void Clear()
    {
        _source.Clear();
        _readers.Clear();
    }

    /// <summary>Whether a failure is the database's, or of the way there.</summary>
    public static bool IsOfDatabase(Exception failure) => failure is NpgsqlException or SocketException or IOException or TimeoutException;

    /// <summary>Whether a failure ended the connection, so that nobody knows how far the database came.</summary>
    public static bool IsBroken(Exception failure) => IsOfDatabase(failure) && failure is not PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>Whether the database took too long, as it may again.</summary>
    public static bool IsTimeout(Exception failure) =>
        failure is TimeoutException or { InnerException: TimeoutException } or PostgresException { SqlState: LockNotAvailable };

    /// <summary>Whether the same again may succeed: others were in the way.</summary>
    public static bool IsClash(Exception failure) => failure is PostgresException { SqlState: SerializationFailure or Deadlock };

    /// <summary>What a failure of the database means to a caller.</summary>
    public static WarrenException Explain(Exception failure) => new(ErrorCode.EngineUnavailable, failure switch
    {
        PostgresException { SqlState: DiskFull } => "The disk of the database is full: it cannot be written. Make room there, and try again.",
        PostgresException { SqlState: TooManyConnections } => "The database has as many connections as it takes; raise its max_connections, or try again.",
        PostgresException { SqlState: AdminShutdown or CrashShutdown or CannotConnectNow } => "The database is starting or shutting down; try again soon.",
        PostgresException { SqlState: LockNotAvailable or IdleInTransaction or Cancelled } => "The database is too busy to answer in time; try again.",
        PostgresException { SqlState: ReadOnly } => "The database takes no writes: it is a standby, or was made read-only.",
        PostgresException { SqlState: NoDatabase } => "The database of DATABASE_URL is not there; make it with createdb.",
        PostgresException { SqlState: NoRight } => "The user of DATABASE_URL may not do that in the database; make it the database's owner.",
        PostgresException { SqlState: ['2', '8', ..] } => "The database refuses the user or password of DATABASE_URL.",
        PostgresException { SqlState: var state } => $"The database failed (PostgreSQL {state}).",
        { InnerException: TimeoutException } or TimeoutException => "The database does not answer in time; try again.",
        _ => "The database cannot be reached; try again once it is back.",
    }, failure);

    /// <inheritdoc/>
    public void Dispose()
    {
        _source.Dispose();
        _readers.Dispose();
    }

    private async Task<T> ReadOnceAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(_readers, cancellationToken);
        return await read(connection);
    }

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken);
        }
        catch (Exception failure) when (IsOfDatabase(failure))
        {
            throw Explain(failure);
        }
    }
}
