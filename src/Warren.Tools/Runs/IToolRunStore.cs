namespace Warren.Tools.Runs;

/// <summary>Keeps the history of runs across restarts of the server. Each write is whole or not there at all.</summary>
/// <remarks>
/// Every method throws <see cref="Api.WarrenException"/> with <see cref="Api.ErrorCode.EngineUnavailable"/> where the
/// database is away, locked or full.
/// </remarks>
public interface IToolRunStore
{
    /// <summary>Writes a record, in place of an older version.</summary>
    Task SaveAsync(ToolRunRecord record, CancellationToken cancellationToken);

    /// <summary>A record; null where there is none.</summary>
    Task<ToolRunRecord?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>The first that a filter lets through behind a position, newest first.</summary>
    Task<IReadOnlyList<ToolRunRecord>> ListAsync(ToolRunFilter filter, ToolRunPosition? after, int limit, CancellationToken cancellationToken);

    /// <summary>Those that are not over.</summary>
    Task<IReadOnlyList<ToolRunRecord>> ListUnfinishedAsync(CancellationToken cancellationToken);

    /// <summary>The first of those that are over and whose time is over.</summary>
    Task<IReadOnlyList<ToolRunRecord>> ListExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>What every owner's artifacts take.</summary>
    Task<IReadOnlyList<ToolUsage>> ReadUsageAsync(CancellationToken cancellationToken);

    /// <summary>Every id.</summary>
    Task<IReadOnlyCollection<string>> ListIdsAsync(CancellationToken cancellationToken);

    /// <summary>Removes a record; nothing where there is none.</summary>
    Task RemoveAsync(string id, CancellationToken cancellationToken);
}
