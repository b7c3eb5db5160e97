using Microsoft.Extensions.Logging;
using Warren.Sandboxes.Drivers;

namespace Warren.Sandboxes;

/// <summary>Finds, every now and then, what no observation told of, and tries again what failed, less and less often.</summary>
internal sealed partial class SandboxSweep(
    SandboxRegistry registry, SandboxReconciler reconciler, OrphanReaper orphans, TimeProvider time, ILogger<SandboxSweep> logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30), LongestPause = TimeSpan.FromMinutes(10);

    // Only the one sweep that runs at a time looks at it.
    private readonly Dictionary<string, (int Attempts, DateTimeOffset Due)> _failing = [];

    /// <summary>Sweeps until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
            await SweepAsync(cancellationToken);
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var driver in registry.Drivers.All)
            if (await TryListAsync(driver, cancellationToken) is { } observed)
                await SweepAsync(driver, observed, cancellationToken);
        await orphans.ReapAsync(cancellationToken);
    }

    private async Task SweepAsync(ISandboxDriver driver, Dictionary<string, EngineCondition> observed, CancellationToken cancellationToken)
    {
        foreach (var id in observed.Keys)
            if (!registry.Knows(id))
                orphans.Notice(driver, id);
        foreach (var sandbox in registry.All.Where(sandbox => sandbox.Driver == driver))
        {
            EngineCondition? condition = observed.TryGetValue(sandbox.Id, out var found) ? found : null;
            if (SandboxReconciler.IsInOrder(sandbox, condition))
                _failing.Remove(sandbox.Id);
            else if (!_failing.TryGetValue(sandbox.Id, out var failing) || failing.Due <= time.GetUtcNow())
                await TryAsync(sandbox, cancellationToken);
        }
    }

    private async Task TryAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        // Whoever has the turn is about to bring it into order, or to leave it for the next sweep.
        if (sandbox.TryTakeTurn() is not { } turn)
            return;
        using (turn)
        {
            if (await reconciler.TryAsync(sandbox, cancellationToken))
            {
                _failing.Remove(sandbox.Id);
                return;
            }
        }
        var attempts = _failing.GetValueOrDefault(sandbox.Id).Attempts;
        var pause = FirstPause * Math.Pow(2, Math.Min(attempts, 8));
        _failing[sandbox.Id] = (attempts + 1, time.GetUtcNow() + (pause < LongestPause ? pause : LongestPause));
    }

    private async Task<Dictionary<string, EngineCondition>?> TryListAsync(ISandboxDriver driver, CancellationToken cancellationToken)
    {
        try
        {
            return (await registry.Drivers.ListAsync(driver, cancellationToken)).ToDictionary(observation => observation.Id, observation => observation.Condition);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotListed(failure, driver.Name);
            return null;
        }
    }

    [LoggerMessage(1017, LogLevel.Error, "The driver {Driver} cannot list its sandboxes; it is asked again.")]
    private partial void LogNotListed(Exception failure, string driver);
}
