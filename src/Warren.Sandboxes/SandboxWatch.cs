using Warren.Sandboxes.Events;
using Warren.Sandboxes.Lifetimes;

namespace Warren.Sandboxes;

/// <summary>What goes on in the background from the start of the server to its end.</summary>
internal sealed class SandboxWatch(SandboxRecovery recovery, DriverWatch drivers, SandboxSweep sweep, LifetimeKeeper keeper, EventFeed feed) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly OwnedTasks _tasks = new();
    private int _isDisposed;

    /// <summary>Takes over what an earlier process left.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        await feed.StartAsync(cancellationToken);
        await recovery.RunAsync(cancellationToken);
    }

    /// <summary>Begins to watch, and other work that goes on as long.</summary>
    public void Begin(Func<CancellationToken, Task> work)
    {
        keeper.Begin();
        _tasks.Run(() => UntilStoppedAsync(work));
        _tasks.Run(() => UntilStoppedAsync(recovery.GreetAsync));
        _tasks.Run(() => UntilStoppedAsync(drivers.RunAsync));
        _tasks.Run(() => UntilStoppedAsync(sweep.RunAsync));
        _tasks.Run(() => UntilStoppedAsync(keeper.RunAsync));
    }

    /// <summary>Ends without waiting for what is under way, as the process's own end would.</summary>
    public void Halt() => _stopping.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        await _stopping.CancelAsync();
        await _tasks.EndAsync();
        _stopping.Dispose();
    }

    private async Task UntilStoppedAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
    }
}
