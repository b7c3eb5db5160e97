using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Entrypoints;

/// <summary>
/// Keeps the entrypoints of all sandboxes as their specs say. What it knows it reads from the sandbox's record and
/// writes there, so that the next server goes on from it. What it does is no activity of the sandbox.
/// </summary>
internal sealed class EntrypointSupervisor(IEntrypointExecs execs, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, EntrypointRun> _runs = new();

    /// <summary>Takes note of a sandbox's state; called after each change of it, and once for each that was taken over.</summary>
    public void Follow(Sandbox sandbox)
    {
        var snapshot = sandbox.Snapshot;
        if (snapshot.Spec.Entrypoint is not { } entrypoint)
            return;
        var run = _runs.GetValueOrDefault(sandbox.Id);
        switch (snapshot.State)
        {
            case SandboxState.Running when snapshot.StartedAt is { } start && run?.Start != start:
                run?.Dispose();
                _runs[sandbox.Id] = new(sandbox, entrypoint, start, after: run?.Completion ?? Task.CompletedTask, execs, time, logger);
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

    /// <summary>Stops supervising; entrypoints run on.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var run in _runs.Values)
            run.Dispose();
        await Task.WhenAll(_runs.Values.Select(run => run.Completion));
    }
}
