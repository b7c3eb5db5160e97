using Warren.Api;
using Warren.Tools.Runs;

namespace Warren.Server.FunctionalTests;

/// <summary>A history of tools on a disk that is full when a test says so.</summary>
internal sealed class FullStore : IToolRunStore
{
    private readonly TaskCompletionSource<ToolRunRecord> _recorded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IToolRunStore? _store;
    private volatile bool _refusesAll, _refusesEnds;

    /// <summary>Whether nothing is written.</summary>
    public bool RefusesAll
    {
        set => _refusesAll = value;
    }

    /// <summary>Whether no end of a run is written.</summary>
    public bool RefusesEnds
    {
        set => _refusesEnds = value;
    }

    /// <summary>The first end that is written.</summary>
    public Task<ToolRunRecord> Recorded => _recorded.Task;

    private IToolRunStore Store => _store!;

    public FullStore Over(IToolRunStore store)
    {
        _store = store;
        return this;
    }

    public async Task SaveAsync(ToolRunRecord record, CancellationToken cancellationToken)
    {
        if (_refusesAll || (_refusesEnds && record.IsOver))
            throw new WarrenException(ErrorCode.EngineUnavailable, "The disk of the state folder is full.");
        await Store.SaveAsync(record, cancellationToken);
        if (record.IsOver)
            _recorded.TrySetResult(record);
    }

    public Task<ToolRunRecord?> FindAsync(string id, CancellationToken cancellationToken) => Store.FindAsync(id, cancellationToken);

    public Task<IReadOnlyList<ToolRunRecord>> ListAsync(ToolRunFilter filter, ToolRunPosition? after, int limit, CancellationToken cancellationToken) =>
        Store.ListAsync(filter, after, limit, cancellationToken);

    public Task<IReadOnlyList<ToolRunRecord>> ListUnfinishedAsync(CancellationToken cancellationToken) => Store.ListUnfinishedAsync(cancellationToken);

    public Task<IReadOnlyList<ToolRunRecord>> ListExpiredAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        Store.ListExpiredAsync(now, limit, cancellationToken);

    public Task<IReadOnlyList<ToolUsage>> ReadUsageAsync(CancellationToken cancellationToken) => Store.ReadUsageAsync(cancellationToken);

    public Task<IReadOnlyCollection<string>> ListIdsAsync(CancellationToken cancellationToken) => Store.ListIdsAsync(cancellationToken);

    public Task RemoveAsync(string id, CancellationToken cancellationToken) => Store.RemoveAsync(id, cancellationToken);
}
