using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Warren.Sandboxes.Drivers;

namespace Warren.Sandboxes;

/// <summary>
/// Removes what exists on an engine without a record. Not at once: where the database was put back from a backup an
/// operator has time to see it in the log.
/// </summary>
internal sealed partial class OrphanReaper(SandboxRegistry registry, SandboxServiceOptions options, TimeProvider time, ILogger<OrphanReaper> logger)
{
    private readonly ConcurrentDictionary<(ISandboxDriver Driver, string Id), DateTimeOffset> _seen = new();

    /// <summary>Takes note of something that has no record.</summary>
    public void Notice(ISandboxDriver driver, string id)
    {
        if (_seen.TryAdd((driver, id), time.GetUtcNow()))
            LogNoticed(id, options.OrphanGrace.TotalSeconds);
    }

    /// <summary>Removes what was noticed a grace period ago and has no record still.</summary>
    public async Task ReapAsync(CancellationToken cancellationToken)
    {
        foreach (var (orphan, since) in _seen)
        {
            if (registry.Knows(orphan.Id))
                _seen.TryRemove(orphan, out _);
            else if (since + options.OrphanGrace <= time.GetUtcNow())
                await ReapAsync(orphan.Driver, orphan.Id, cancellationToken);
        }
    }

    private async Task ReapAsync(ISandboxDriver driver, string id, CancellationToken cancellationToken)
    {
        try
        {
            await driver.DestroyAsync(id, cancellationToken);
            _seen.TryRemove((driver, id), out _);
            LogRemoved(id);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _seen[(driver, id)] = time.GetUtcNow(); // After another grace period it is tried again.
            LogNotRemoved(failure, id);
        }
    }

    [LoggerMessage(1000, LogLevel.Warning, "Sandbox {Sandbox} exists without a record; it is removed in {Seconds} s.")]
    private partial void LogNoticed(string sandbox, double seconds);

    [LoggerMessage(1001, LogLevel.Information, "Removed sandbox {Sandbox}, which had no record.")]
    private partial void LogRemoved(string sandbox);

    [LoggerMessage(1003, LogLevel.Error, "Sandbox {Sandbox}, which has no record, could not be removed; it is tried again.")]
    private partial void LogNotRemoved(Exception failure, string sandbox);
}
