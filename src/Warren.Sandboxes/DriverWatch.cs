using Microsoft.Extensions.Logging;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes;

/// <summary>Follows what the drivers report of themselves, and what is noticed of guests.</summary>
internal sealed partial class DriverWatch(SandboxRegistry registry, SandboxReconciler reconciler, TimeProvider time, ILogger<DriverWatch> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    // The engine may need a moment to notice the end that broke a connection off.
    private static readonly TimeSpan Notice = TimeSpan.FromMilliseconds(200);
    private readonly OwnedTasks _tasks = new();

    /// <summary>Follows every driver until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        void endBroken(Sandbox sandbox, GuestClient guest, string reason) =>
            _tasks.Run(() => EndBrokenAsync(sandbox, guest, reason, cancellationToken));
        registry.Broken += endBroken;
        try
        {
            await Task.WhenAll(registry.Drivers.All.Select(driver => FollowAsync(driver, cancellationToken)));
        }
        finally
        {
            registry.Broken -= endBroken;
            await _tasks.EndAsync();
        }
    }

    private async Task FollowAsync(ISandboxDriver driver, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await foreach (var observation in driver.WatchAsync(cancellationToken))
                    if (registry.Find(observation.Id) is { } sandbox && !SandboxReconciler.IsInOrder(sandbox, observation.Condition))
                        _tasks.Run(() => ReconcileAsync(sandbox, cancellationToken));
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogBroken(failure, driver.Name);
            }
            // What was missed meanwhile is found by the sweep.
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task EndBrokenAsync(Sandbox sandbox, GuestClient guest, string reason, CancellationToken cancellationToken)
    {
        await Task.Delay(Notice, time, cancellationToken);
        await reconciler.EndBrokenAsync(sandbox, guest, reason, cancellationToken);
    }

    // It may have been stopped on purpose, or started anew, since the driver saw its guest end.
    private async Task ReconcileAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        using var turn = await sandbox.TakeTurnAsync(cancellationToken);
        await reconciler.TryAsync(sandbox, cancellationToken);
    }

    [LoggerMessage(1018, LogLevel.Error, "What the driver {Driver} reports cannot be followed; it is tried again.")]
    private partial void LogBroken(Exception failure, string driver);
}
