using System.Collections.Concurrent;
using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Entrypoints;

/// <summary>
/// Keeps the entrypoints of all sandboxes as their specs say. What it knows it reads from the sandbox's record and
/// writes there, so that the next server goes on from it. What it does is no activity of the sandbox.
/// </summary>
internal sealed class EntrypointSupervisor(EntrypointServices services)
{
    private readonly ConcurrentDictionary<string, EntrypointRun> _runs = new();
    private volatile bool _isOver;

    /// <summary>Takes up what an earlier server left, and goes on until cancelled. Entrypoints then run on.</summary>
    public async Task RunAsync(IReadOnlyCollection<Sandbox> sandboxes, CancellationToken cancellationToken)
    {
        foreach (var sandbox in sandboxes.Where(sandbox => sandbox.Snapshot.Spec.Entrypoint is not null))
        {
            // By turns, for its state may be changing.
            using var turn = await sandbox.TakeTurnAsync(cancellationToken);
            Follow(sandbox);
        }
        await Task.Delay(Timeout.InfiniteTimeSpan, services.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _isOver = true;
        var runs = _runs.Values.ToList();
        foreach (var run in runs)
            run.Dispose();
        await Task.WhenAll(runs.Select(run => run.Completion));
    }

    /// <summary>Takes note of a sandbox's state, after each change of it; called by whoever holds its turn.</summary>
    public void Follow(Sandbox sandbox)
    {
        var snapshot = sandbox.Snapshot;
        if (snapshot.Spec.Entrypoint is not { } entrypoint || _isOver)
            return;
        var run = _runs.GetValueOrDefault(sandbox.Id);
        switch (snapshot.State)
        {
            case SandboxState.Running when snapshot.StartedAt is { } start && run?.Start != start:
                run?.Dispose();
                _runs[sandbox.Id] = new(sandbox, entrypoint, start, after: run?.Completion ?? Task.CompletedTask, services);
                break;
            case SandboxState.Running:
                run?.GoOn();
                break;
            case SandboxState.Paused:
                run?.Hold();
                break;
            case SandboxState.Destroyed:
                run?.Dispose();
                _runs.TryRemove(sandbox.Id, out _);
                break;
            default:
                run?.Dispose();
                break;
        }
    }
}
