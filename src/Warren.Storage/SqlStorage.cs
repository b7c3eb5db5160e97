using System.Data.Common;

namespace Warren.Storage;

/// <summary>One database, which the stores of all domains share. What they ask of it is SQL that every one of them takes.</summary>
/// <remarks>
/// Every method throws <see cref="Api.WarrenException"/> with <see cref="Api.ErrorCode.EngineUnavailable"/> where the
/// database is away, locked or full. Writes of all servers on a database come one after the other, so what a write reads
/// is as it stays until its commit. A statement that fails ends its transaction: a write that wants to know of a clash asks by
/// <c>ON CONFLICT</c>, and catches nothing.
/// </remarks>
public abstract class SqlStorage
{
    /// <summary>
    /// Whose records are this server's own, where several servers share the database; empty where it is this
    /// installation's alone.
    /// </summary>
    internal abstract string Installation { get; }

    /// <summary>Whether other servers may write beside this one.</summary>
    internal abstract bool IsShared { get; }

    /// <summary>Reads what was committed last; may be called again where the connection broke.</summary>
    internal abstract Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Commits a write, alone or with others.</summary>
    /// <param name="write">Writes in the transaction that is open; called again, where that one or a write beside it failed.</param>
    /// <param name="cancellationToken">Gives it up before it begins.</param>
    /// <param name="committed">Called in the order of the commits, before the task completes.</param>
    internal abstract Task WriteAsync(Func<DbConnection, Task> write, CancellationToken cancellationToken, Action? committed = null);

    /// <summary>The time that all servers on the database go by, in milliseconds since 1970.</summary>
    /// <param name="connection">Of the write that asks.</param>
    internal abstract ValueTask<long> ReadClockAsync(DbConnection connection);

    /// <summary>
    /// Tells of what any server announces on a channel, until cancelled: once when it begins and after each time that the
    /// database was away, with null, then with each announcement. Where nobody else writes it returns at once.
    /// </summary>
    /// <param name="channel">Name of the channel.</param>
    /// <param name="heard">Is told, one call after the other; where it throws, it is told again.</param>
    /// <param name="cancellationToken">Ends the listening, which then returns.</param>
    internal abstract Task ListenAsync(string channel, Func<string?, Task> heard, CancellationToken cancellationToken);
}
