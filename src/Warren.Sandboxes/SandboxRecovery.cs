using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;

namespace Warren.Sandboxes;

/// <summary>Brings what the drivers observe and what is stored into agreement when the server starts.</summary>
internal sealed partial class SandboxRecovery(
    IReadOnlyDictionary<string, ISandboxDriver> drivers, ISandboxStore store, SandboxServiceOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>
    /// Removes what has no record, what nobody was told of yet and what was being removed; yields the sandboxes
    /// that remain, with their guests connected. One that cannot be removed now holds up nothing else.
    /// </summary>
    public async IAsyncEnumerable<Sandbox> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var records = (await store.LoadAsync(cancellationToken)).ToDictionary(record => record.Snapshot.Id);
        var observed = new Dictionary<string, SandboxObservation>();
        foreach (var driver in drivers.Values)
            foreach (var observation in await driver.ListAsync(cancellationToken))
                if (records.ContainsKey(observation.Id))
                    observed[observation.Id] = observation;
                else
                    await TryDestroyAsync(driver, observation.Id, cancellationToken);
        foreach (var record in records.Values)
        {
            if (!drivers.TryGetValue(record.Snapshot.Spec.Driver!, out var driver))
                throw new WarrenException(ErrorCode.EngineUnavailable, $"Sandbox {record.Snapshot.Id} was made by the driver '{record.Snapshot.Spec.Driver}', which is not configured any more.");
            var sandbox = new Sandbox(record, driver, store, time);
            if (!IsUnfinished(record))
                await AdoptAsync(sandbox, observed.GetValueOrDefault(sandbox.Id), cancellationToken);
            else if (await TryDestroyAsync(driver, sandbox.Id, cancellationToken) is { } failure)
                await sandbox.ChangeAsync(SandboxState.Failed, DesiredState.Destroyed, $"It could not be removed: {failure}", cancellationToken);
            else
            {
                await store.RemoveAsync(sandbox.Id, cancellationToken);
                continue;
            }
            yield return sandbox;
        }
    }

    private async Task<string?> TryDestroyAsync(ISandboxDriver driver, string id, CancellationToken cancellationToken)
    {
        try
        {
            await driver.DestroyAsync(id, cancellationToken);
            LogRemoved(id);
            return null;
        }
        catch (Exception failure) when (failure is WarrenException or IOException)
        {
            LogNotRemoved(failure, id);
            return failure is WarrenException ? failure.Message : "the log says why.";
        }
    }

    // A first start that did not come to its end was not answered, so nobody knows of the sandbox.
    private static bool IsUnfinished(SandboxRecord record) =>
        record.Snapshot.DesiredState == DesiredState.Destroyed || (record.Snapshot.StartedAt is null && record.Snapshot.State is SandboxState.Pending or SandboxState.Starting);

    private async Task AdoptAsync(Sandbox sandbox, SandboxObservation? observation, CancellationToken cancellationToken)
    {
        var condition = observation?.Condition ?? EngineCondition.Partial;
        if (condition is EngineCondition.Running or EngineCondition.Paused && sandbox.Snapshot.DesiredState == DesiredState.Stopped)
        {
            await sandbox.Driver.StopAsync(sandbox.Id, TimeSpan.Zero, cancellationToken);
            condition = EngineCondition.Stopped;
        }
        var (state, reason) = condition switch
        {
            EngineCondition.Running => await TryConnectAsync(sandbox, cancellationToken),
            EngineCondition.Paused => (SandboxState.Paused, null),
            EngineCondition.Ended => (SandboxState.Failed, observation!.Reason),
            EngineCondition.Stopped when sandbox.Snapshot.DesiredState == DesiredState.Stopped => (SandboxState.Stopped, null),
            EngineCondition.Stopped => (SandboxState.Stopped, "The host was restarted."),
            _ => (SandboxState.Failed, "Its disk is gone or incomplete."),
        };
        if (state != sandbox.Snapshot.State || reason != sandbox.Snapshot.Reason)
            await sandbox.ChangeAsync(state, reason: reason, cancellationToken: cancellationToken);
    }

    private async Task<(SandboxState State, string? Reason)> TryConnectAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        try
        {
            await sandbox.ConnectAsync(options.GuestDeadline, cancellationToken);
            return (SandboxState.Running, null);
        }
        catch (Exception failure) when (failure is WarrenException or IOException or System.Net.Sockets.SocketException)
        {
            return (SandboxState.Failed, failure.Message);
        }
    }

    [LoggerMessage(1001, LogLevel.Information, "Removed sandbox {Sandbox}, which was only half made or half removed.")]
    private partial void LogRemoved(string sandbox);

    [LoggerMessage(1002, LogLevel.Error, "Sandbox {Sandbox} could not be removed; the next start tries again.")]
    private partial void LogNotRemoved(Exception failure, string sandbox);
}
