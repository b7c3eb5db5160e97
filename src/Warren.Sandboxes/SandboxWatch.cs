using Warren.Sandboxes.Events;
using Warren.Sandboxes.Lifetimes;

namespace Warren.Sandboxes;

/// <summary>What goes on in the background from the start of the server to its end.</summary>
internal sealed class SandboxWatch(SandboxRecovery recovery, DriverWatch drivers, SandboxSweep sweep, LifetimeKeeper keeper, EventFeed feed) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly OwnedTasks _tasks = new();

    /// <summary>Takes over what an earlier process left, then begins to watch.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await feed.StartAsync(cancellationToken);
        keeper.Begin();
        await recovery.RunAsync(cancellationToken);
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
