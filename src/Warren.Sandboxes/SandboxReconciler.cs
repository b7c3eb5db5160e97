using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes;

/// <summary>Brings what is wanted of a sandbox, what is recorded of it and what its engine shows into agreement.</summary>
internal sealed partial class SandboxReconciler(SandboxLifecycle lifecycle, SandboxServiceOptions options, ILogger<SandboxReconciler> logger)
{
    /// <summary>Whether there is nothing to do for a sandbox that nobody is changing.</summary>
    public static bool IsInOrder(Sandbox sandbox, EngineCondition? condition) => !sandbox.Record.IsResizing && (sandbox.Snapshot.DesiredState, sandbox.State, condition) switch
    {
        (DesiredState.Destroyed, _, _) => false,
        (DesiredState.Running, SandboxState.Running, EngineCondition.Running) => sandbox.IsConnected,
        (DesiredState.Paused, SandboxState.Paused, EngineCondition.Paused) => true,
        (_, SandboxState.Stopped, EngineCondition.Stopped) => true,
        (_, SandboxState.Failed, not (EngineCondition.Running or EngineCondition.Paused)) => true,
        _ => false,
    };

    /// <summary>
    /// Does what there is to do for a sandbox, whose turn the caller holds. A failure is logged; the next attempt goes
    /// on from wherever this one came to.
    /// </summary>
    /// <returns>Whether it came to its end.</returns>
    public async Task<bool> TryAsync(Sandbox sandbox, SandboxObservation? observation, CancellationToken cancellationToken)
    {
        try
        {
            // A first start that did not come to its end was not answered, so nobody knows of the sandbox.
            var isUnfinished = sandbox.Snapshot is { StartedAt: null, State: SandboxState.Pending or SandboxState.Starting };
            if (isUnfinished || sandbox.Snapshot.DesiredState == DesiredState.Destroyed)
                return await lifecycle.TryDestroyAsync(sandbox);
            if (sandbox.Record.IsResizing)
                await SandboxUpdates.UndoResizeAsync(sandbox, cancellationToken);
            if (!IsInOrder(sandbox, observation?.Condition))
                await AgreeAsync(sandbox, observation, cancellationToken);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotReconciled(failure, sandbox.Id);
            return false;
        }
    }

    /// <summary>Sees what a sandbox's engine shows now and does what there is to do.</summary>
    public async Task<bool> TryAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync(sandbox, await sandbox.Driver.ObserveAsync(sandbox.Id, cancellationToken), cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotReconciled(failure, sandbox.Id);
            return false;
        }
    }

    /// <summary>Asks the guest of a sandbox that was taken over whether it answers; ends one that does not.</summary>
    public async ValueTask GreetAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        try
        {
            await sandbox.GreetAsync(options.GuestDeadline, cancellationToken);
        }
        catch (Exception failure) when (failure is WarrenException or IOException or System.Net.Sockets.SocketException)
        {
            LogNoAnswer(failure, sandbox.Id);
            if (sandbox.State == SandboxState.Running)
                await EndBrokenAsync(sandbox, sandbox.Guest, failure.Message, cancellationToken);
        }
    }

    /// <summary>Ends a sandbox whose guest does not answer as it has to.</summary>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="guest">The connection on which it showed.</param>
    /// <param name="reason">What was wrong with the guest.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task EndBrokenAsync(Sandbox sandbox, GuestClient guest, string reason, CancellationToken cancellationToken)
    {
        using var turn = await sandbox.TakeTurnAsync(cancellationToken);
        if (sandbox.State != SandboxState.Running || !sandbox.IsConnectedTo(guest))
            return; // It was paused, stopped or started anew meanwhile, which explains it.
        try
        {
            // Where it was its end that broke it off, the engine knows more of the reason.
            if (await sandbox.Driver.ObserveAsync(sandbox.Id, cancellationToken) is { Condition: EngineCondition.Ended, Reason: { } why })
                await lifecycle.FailAsync(sandbox, why);
            else
                await lifecycle.KillAsync(sandbox, reason);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotReconciled(failure, sandbox.Id);
        }
    }

    private async Task AgreeAsync(Sandbox sandbox, SandboxObservation? observation, CancellationToken cancellationToken)
    {
        switch (observation?.Condition ?? EngineCondition.Partial)
        {
            case EngineCondition.Running or EngineCondition.Paused when sandbox.State == SandboxState.Failed:
                await sandbox.Driver.StopAsync(sandbox.Id, TimeSpan.Zero, cancellationToken);
                break;
            case EngineCondition.Running or EngineCondition.Paused or EngineCondition.Ended when sandbox.Snapshot.DesiredState == DesiredState.Stopped:
                await lifecycle.StopAsync(sandbox, sandbox.Snapshot.Reason, cancellationToken);
                break;
            case EngineCondition.Running:
                await AdoptAsync(sandbox, cancellationToken);
                break;
            case EngineCondition.Paused:
                await AdoptPausedAsync(sandbox, cancellationToken);
                break;
            case EngineCondition.Ended:
                await lifecycle.FailAsync(sandbox, observation!.Reason);
                break;
            case EngineCondition.Stopped:
                await sandbox.DisconnectAsync();
                if (sandbox.State == SandboxState.Starting)
                {
                    // Nobody was told that it runs: it is as it was before.
                    await sandbox.ChangeAsync(SandboxState.Stopped, DesiredState.Stopped, "Its start was cut off; start it again.", cancellationToken);
                    break;
                }
                var reason = sandbox.Snapshot.DesiredState == DesiredState.Stopped ? sandbox.Snapshot.Reason : "The host was restarted.";
                await sandbox.ChangeAsync(SandboxState.Stopped, reason: reason, cancellationToken: cancellationToken);
                break;
            default:
                await lifecycle.FailAsync(sandbox, "Its disk is gone or incomplete.");
                break;
        }
    }

    // The guest is asked when it is first needed: a server that takes over a thousand has no time to ask each of them.
    private static async Task AdoptAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        if (!sandbox.IsConnected)
            await sandbox.ConnectLaterAsync();
        if (sandbox.State != SandboxState.Running)
            await sandbox.ChangeAsync(SandboxState.Running, cancellationToken: cancellationToken);
        if (sandbox.Snapshot.DesiredState == DesiredState.Paused)
            await SandboxLifecycle.PauseAsync(sandbox, sandbox.Snapshot.Reason, cancellationToken);
    }

    private async Task AdoptPausedAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        if (sandbox.State != SandboxState.Paused)
            await sandbox.ChangeAsync(SandboxState.Paused, cancellationToken: cancellationToken);
        if (sandbox.Snapshot.DesiredState == DesiredState.Running)
            await lifecycle.ResumeAsync(sandbox, anew: false, cancellationToken);
    }

    [LoggerMessage(1012, LogLevel.Error, "Sandbox {Sandbox} could not be brought into order; it is tried again.")]
    private partial void LogNotReconciled(Exception failure, string sandbox);

    [LoggerMessage(1016, LogLevel.Warning, "The guest of sandbox {Sandbox} does not answer.")]
    private partial void LogNoAnswer(Exception failure, string sandbox);
}
