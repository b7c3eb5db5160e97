using System.Data.Common;

namespace Warren.Storage;

/// <summary>One database, which the stores of all domains share. What they ask of it is SQL that every one of them takes.</summary>
/// <remarks>
/// Every method throws <see cref="Api.WarrenException"/> with <see cref="Api.ErrorCode.EngineUnavailable"/> where the
/// database is away, locked or full.
/// </remarks>
public abstract class SqlStorage
{
    /// <summary>Reads what was committed last.</summary>
    internal abstract Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>Commits a write, alone or with others.</summary>
    /// <param name="write">Writes in the transaction that is open; called again, alone, where a write beside it failed.</param>
    /// <param name="cancellationToken">Gives it up before it begins.</param>
    /// <param name="committed">Called in the order of the commits, before the task completes.</param>
    internal abstract Task WriteAsync(Func<DbConnection, Task> write, CancellationToken cancellationToken, Action? committed = null);
}
