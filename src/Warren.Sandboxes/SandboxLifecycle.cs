using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Pool;

namespace Warren.Sandboxes;

/// <summary>
/// Takes sandboxes from state to state. The caller holds the turn of the sandbox, except for <see cref="UseAsync"/>.
/// Nothing here is undone by a caller who no longer waits: what was begun is brought to its end or to a failure.
/// </summary>
internal sealed partial class SandboxLifecycle(SandboxRegistry registry, SandboxServiceOptions options, ILogger<SandboxLifecycle> logger)
{
    /// <summary>Begins a call in a sandbox; wakes it first where its lifetime says so.</summary>
    /// <exception cref="WarrenException">InvalidState where it does not run.</exception>
    public ValueTask<SandboxUse> UseAsync(Sandbox sandbox, CancellationToken cancellationToken) =>
        sandbox.TryUse() is { } use ? new(use) : new(UseWhenAwakeAsync(sandbox, cancellationToken));

    /// <summary>Freezes a running sandbox with its memory.</summary>
    public static async Task PauseAsync(Sandbox sandbox, string? reason, CancellationToken cancellationToken)
    {
        if (IsIn(sandbox, SandboxState.Paused, "paused", SandboxState.Running))
            return;
        var driver = Pausable(sandbox);
        sandbox.Close();
        sandbox.SuspendGuest();
        try
        {
            await driver.PauseAsync(sandbox.Id, cancellationToken);
            try
            {
                await sandbox.ChangeAsync(SandboxState.Paused, DesiredState.Paused, reason, CancellationToken.None);
            }
            catch
            {
                // Whoever is told that it was not paused must not find it frozen.
                await driver.ResumeAsync(sandbox.Id, CancellationToken.None);
                throw;
            }
        }
        finally
        {
            if (sandbox.State == SandboxState.Running)
                sandbox.ResumeGuest();
            sandbox.Open();
        }
    }

    /// <summary>Lets a paused sandbox run on.</summary>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="anew">Whether its time-out starts anew, instead of going on with what was left.</param>
    /// <param name="cancellationToken">Ends the waiting for the engine.</param>
    public async Task ResumeAsync(Sandbox sandbox, bool anew, CancellationToken cancellationToken)
    {
        if (IsIn(sandbox, SandboxState.Running, "resumed", SandboxState.Paused))
            return;
        var driver = Pausable(sandbox);
        await driver.ResumeAsync(sandbox.Id, cancellationToken);
        sandbox.ResumeGuest();
        try
        {
            // What was killed while it was frozen ends only now, and its guest never answers.
            if (sandbox.IsConnected)
                await sandbox.GreetAsync(options.GuestDeadline, cancellationToken);
            else
                await sandbox.ConnectAsync(options.GuestDeadline, cancellationToken);
            await sandbox.ChangeAsync(
                record => record with
                {
                    Remaining = anew ? null : record.Remaining,
                    Snapshot = record.Snapshot with { State = SandboxState.Running, DesiredState = DesiredState.Running, Reason = null },
                },
                CancellationToken.None);
        }
        catch (Exception failure)
        {
            // Whoever is told that it was not resumed must not find that it ran on, nor pay for it.
            sandbox.SuspendGuest();
            if (failure is WarrenException { Code: ErrorCode.SandboxFailed })
                await sandbox.DisconnectAsync(); // A connection that failed once fails for good.
            try
            {
                await driver.PauseAsync(sandbox.Id, CancellationToken.None);
            }
            catch (WarrenException gone) when (gone.Code == ErrorCode.InvalidState)
            {
                throw new WarrenException(ErrorCode.SandboxFailed, "The sandbox's guest ended while it was paused.", failure);
            }
            throw;
        }
    }

    /// <summary>Ends everything that runs in a sandbox; its disk stays.</summary>
    public async Task StopAsync(Sandbox sandbox, string? reason, CancellationToken cancellationToken)
    {
        // Whoever holds the turn sees starting or stopping only where an earlier attempt broke off in it.
        if (IsIn(sandbox, SandboxState.Stopped, "stopped",
            SandboxState.Running, SandboxState.Paused, SandboxState.Failed, SandboxState.Starting, SandboxState.Stopping))
            return;
        // A frozen guest cannot end by itself.
        var grace = sandbox.State == SandboxState.Running ? options.StopGrace : TimeSpan.Zero;
        await sandbox.ChangeAsync(SandboxState.Stopping, DesiredState.Stopped, reason, cancellationToken);
        await sandbox.DisconnectAsync();
        await sandbox.Driver.StopAsync(sandbox.Id, grace, CancellationToken.None);
        await sandbox.ChangeAsync(SandboxState.Stopped, reason: reason, cancellationToken: CancellationToken.None);
    }

    /// <summary>Starts a stopped or failed sandbox again, from its disk.</summary>
    public async Task StartAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        if (IsIn(sandbox, SandboxState.Running, "started", SandboxState.Stopped, SandboxState.Failed))
            return;
        // One that is stopped has been counted all the time.
        using var promise = sandbox.State == SandboxState.Failed ? registry.Promise(sandbox, sandbox.Snapshot with { State = SandboxState.Starting }) : null;
        await sandbox.ChangeAsync(SandboxState.Starting, DesiredState.Running, cancellationToken: cancellationToken);
        try
        {
            await BringUpAsync(sandbox, cancellationToken);
            await SetRunningAsync(sandbox, null, cancellationToken);
        }
        catch (Exception failure)
        {
            LogNotStarted(failure, sandbox.Id);
            await KillAsync(sandbox, failure is OperationCanceledException ? "Its start was cancelled." : Reason(failure, "It could not be started"));
            throw;
        }
    }

    /// <summary>Makes a sandbox until its guest answers. After a failure it is the caller's to remove.</summary>
    public async Task MakeAsync(Sandbox sandbox, SandboxKind kind, CancellationToken cancellationToken)
    {
        await sandbox.ChangeAsync(SandboxState.Starting, cancellationToken: cancellationToken);
        try
        {
            await sandbox.Driver.CreateAsync(kind.WithId(sandbox.Id), cancellationToken);
        }
        catch (Exception failure) when (StateDisk.IsFull(failure))
        {
            throw StateDisk.Full("the sandbox", failure);
        }
        await BringUpAsync(sandbox, cancellationToken);
    }

    /// <summary>Records that a sandbox runs which has come up.</summary>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="key">A key to record together with that; null for none.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public static Task SetRunningAsync(Sandbox sandbox, IdempotencyKey? key, CancellationToken cancellationToken) => sandbox.ChangeAsync(
        record => record with { Snapshot = record.Snapshot with { State = SandboxState.Running, Reason = null } }, cancellationToken, key);

    /// <summary>Ends what runs in a sandbox that is no good any more, and records why.</summary>
    public async Task KillAsync(Sandbox sandbox, string reason)
    {
        await sandbox.DisconnectAsync();
        await sandbox.Driver.StopAsync(sandbox.Id, TimeSpan.Zero, CancellationToken.None);
        await FailAsync(sandbox, reason);
    }

    /// <summary>Records that a sandbox has failed.</summary>
    public async Task FailAsync(Sandbox sandbox, string? reason)
    {
        LogFailed(sandbox.Id, reason);
        SandboxTelemetry.SandboxFailed();
        await sandbox.ChangeAsync(SandboxState.Failed, reason: reason, cancellationToken: CancellationToken.None);
        await sandbox.DisconnectAsync();
    }

    /// <summary>
    /// Removes a sandbox with everything in it, whatever state it is in, to the end. Where that fails it is failed, and
    /// tried again by and by.
    /// </summary>
    public async Task DestroyAsync(Sandbox sandbox)
    {
        if (sandbox.State == SandboxState.Destroyed)
            return;
        // On a full disk nothing can be recorded until something was removed. One that is killed in between is found
        // half removed by the next start.
        if (await sandbox.ChangeAnywayAsync(SandboxState.Destroying, DesiredState.Destroyed, null) is { } unrecorded)
            LogRemovalNotRecorded(unrecorded, sandbox.Id);
        try
        {
            await sandbox.DisconnectAsync();
            await sandbox.Driver.DestroyAsync(sandbox.Id, CancellationToken.None);
            await sandbox.EndRemovalAsync(CancellationToken.None);
        }
        catch (Exception failure)
        {
            LogNotRemoved(failure, sandbox.Id);
            await sandbox.ChangeAnywayAsync(SandboxState.Failed, DesiredState.Destroyed, Reason(failure, "It could not be removed"));
            throw;
        }
        registry.Remove(sandbox);
    }

    /// <summary>As <see cref="DestroyAsync"/>; a failure is logged.</summary>
    /// <returns>Whether nothing of it is left.</returns>
    public async Task<bool> TryDestroyAsync(Sandbox sandbox)
    {
        try
        {
            await DestroyAsync(sandbox);
            return true;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return false; // It was logged where it was met.
        }
    }

    // Only the messages of our own failures are fit to be seen by callers.
    private static string Reason(Exception failure, string what) =>
        failure is WarrenException ? $"{what}: {failure.Message}" : $"{what}; the server's log says why.";

    private static bool IsIn(Sandbox sandbox, SandboxState goal, string verb, params ReadOnlySpan<SandboxState> from)
    {
        if (sandbox.State == goal || from.Contains(sandbox.State))
            return sandbox.State == goal;
        throw new WarrenException(ErrorCode.InvalidState, $"Sandbox {sandbox.Id} is {sandbox.State.ToString().ToLowerInvariant()} and cannot be {verb}.");
    }

    private static IPausableDriver Pausable(Sandbox sandbox) => sandbox.Driver as IPausableDriver
        ?? throw new WarrenException(ErrorCode.CapabilityMissing, $"The driver '{sandbox.Driver.Name}' cannot pause sandboxes.");

    // Starts what the driver has made, and waits for the guest.
    private async Task BringUpAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        try
        {
            await sandbox.Driver.StartAsync(sandbox.Id, cancellationToken);
        }
        catch (Exception failure) when (StateDisk.IsFull(failure))
        {
            throw StateDisk.Full("the sandbox", failure);
        }
        await sandbox.ConnectAsync(options.GuestDeadline, cancellationToken);
    }

    private async Task<SandboxUse> UseWhenAwakeAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        while (true)
        {
            await sandbox.WakeAsync(WakeAsync).WaitAsync(cancellationToken);
            if (sandbox.TryUse() is { } use)
                return use;
        }
    }

    // Waits for whoever changes it now, then sees what has become of it.
    private async Task WakeAsync(Sandbox sandbox)
    {
        using var turn = await sandbox.TakeTurnAsync(CancellationToken.None);
        switch (sandbox.State)
        {
            case SandboxState.Running:
                break;
            case SandboxState.Paused when sandbox.Snapshot.Spec.Lifetime is { AutoResume: true }:
                await ResumeAsync(sandbox, anew: true, CancellationToken.None);
                break;
            case SandboxState.Stopped when sandbox.Snapshot.Spec.Lifetime is { AutoResume: true }:
                await StartAsync(sandbox, CancellationToken.None);
                break;
            case SandboxState.Destroyed:
                throw new WarrenException(ErrorCode.NotFound, $"There is no sandbox '{sandbox.Id}'.");
            default:
                throw sandbox.NotRunning();
        }
    }

    [LoggerMessage(1011, LogLevel.Warning, "Sandbox {Sandbox} has failed: {Reason}")]
    private partial void LogFailed(string sandbox, string? reason);

    [LoggerMessage(1013, LogLevel.Error, "Sandbox {Sandbox} could not be started.")]
    private partial void LogNotStarted(Exception failure, string sandbox);

    [LoggerMessage(1014, LogLevel.Warning, "Sandbox {Sandbox} is removed without a record of that being begun.")]
    private partial void LogRemovalNotRecorded(Exception failure, string sandbox);

    [LoggerMessage(1002, LogLevel.Error, "Sandbox {Sandbox} could not be removed; it is tried again.")]
    private partial void LogNotRemoved(Exception failure, string sandbox);
}
