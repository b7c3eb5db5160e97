using Warren.Api;
using Warren.Api.Tools;
using Warren.Sandboxes;
using Warren.Tools.Artifacts;

namespace Warren.Tools.Runs;

// What was run, and what is kept of it.
public sealed partial class ToolRuns
{
    private const int PageLength = 500;

    /// <summary>A run of an owner's; others' are as if they did not exist.</summary>
    /// <exception cref="WarrenException">NotFound.</exception>
    public async Task<ToolRun> GetAsync(string id, string owner, CancellationToken cancellationToken) =>
        (await FindAsync(id, owner, cancellationToken)).Run;

    /// <summary>A run of an owner's with what is kept of it now.</summary>
    /// <exception cref="WarrenException">NotFound.</exception>
    public async Task<ToolOutcome> OpenAsync(string id, string owner, CancellationToken cancellationToken)
    {
        var record = await FindAsync(id, owner, cancellationToken);
        var folder = _artifacts.Of(id);
        return new(record, folder, folder.TryReadIndex() ?? new());
    }

    /// <summary>Where what a run writes is, also while it runs.</summary>
    public RunFolder FolderOf(string id) => _artifacts.Of(id);

    /// <summary>Who a run belongs to; null where there is none of that id. For callers that a signed link lets in.</summary>
    public async Task<string?> OwnerOfAsync(string id, CancellationToken cancellationToken) =>
        SandboxId.IsValid(id) ? (await _store.FindAsync(id, cancellationToken))?.Owner : null;

    /// <summary>How many bytes the artifacts of an owner take; null for those of all.</summary>
    public long ArtifactBytes(string? owner) => _usage.Read(owner).Bytes;

    /// <summary>The first that a filter lets through behind a position, newest first.</summary>
    public async Task<IReadOnlyList<ToolRun>> ListAsync(ToolRunFilter filter, ToolRunPosition? after, int limit, CancellationToken cancellationToken) =>
        [.. (await _store.ListAsync(filter, after, limit, cancellationToken)).Select(record => Latest(record).Run)];

    /// <summary>Ends a run where it is not over, and deletes it with its artifacts.</summary>
    /// <exception cref="WarrenException">NotFound.</exception>
    public async Task DeleteAsync(string id, string owner, CancellationToken cancellationToken)
    {
        await FindAsync(id, owner, cancellationToken);
        await DeleteAsync(id);
    }

    /// <summary>Deletes all runs of a session.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> DeleteSessionAsync(string sessionId, string owner, CancellationToken cancellationToken)
    {
        var filter = new ToolRunFilter(owner) { SessionId = sessionId };
        var count = 0;
        while (await _store.ListAsync(filter, null, PageLength, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var record in page)
                await DeleteAsync(record.Run.Id);
            count += page.Count;
        }
        return count;
    }

    private async Task<ToolRunRecord> FindAsync(string id, string owner, CancellationToken cancellationToken) =>
        SandboxId.IsValid(id) && await _store.FindAsync(id, cancellationToken) is { } record && record.Owner == owner
            ? Latest(record)
            : throw new WarrenException(ErrorCode.NotFound, $"There is no run '{id}'.");

    // An end counts once it is recorded: the next server would make a failure of one that was not.
    private ToolRunRecord Latest(ToolRunRecord stored) =>
        _live.TryGetValue(stored.Run.Id, out var run) && (run.IsEndRecorded || !run.Record.IsOver) ? run.Record : stored;

    // The files first: where the rest fails, the run is still there to be deleted again.
    private async Task DeleteAsync(string id)
    {
        if (_live.TryGetValue(id, out var run))
            await run.DeleteAsync();
        var record = await _store.FindAsync(id, CancellationToken.None);
        using var step = SandboxTelemetry.Step("run.delete", null);
        try
        {
            _artifacts.Delete(id);
            await _store.RemoveAsync(id, CancellationToken.None);
        }
        catch (WarrenException) when (record is { IsOver: false })
        {
            // Nobody works at it any more, so it must not look as if somebody did.
            var folder = _artifacts.Of(id);
            var left = new LiveRun(Ended(record, folder, ToolRunState.Cancelled, "It was deleted while it ran, which could not be recorded; delete it again."), folder, null, CancellationToken.None) { IsKnown = true };
            _live[id] = left;
            Leave(left);
            throw;
        }
        if (record is { IsOver: true })
            _usage.Add(record, -1);
    }
}
