using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Lifetimes;

namespace Warren.Sandboxes;

/// <summary>Changes what was asked for of a sandbox that exists. The caller holds its turn.</summary>
internal sealed class SandboxUpdates(SpecValidator validator, SandboxRegistry registry, TimeProvider time)
{
    /// <summary>Checks whether a spec could be carried out.</summary>
    public void Check(SandboxSpec spec) => validator.Complete(spec);

    /// <summary>Puts a change into force and records it.</summary>
    public async Task PatchAsync(Sandbox sandbox, SandboxPatch patch, CancellationToken cancellationToken)
    {
        if (patch.Version is { } version && version != sandbox.Snapshot.Version)
            throw new WarrenException(ErrorCode.Conflict,
                $"Sandbox {sandbox.Id} is at version {sandbox.Snapshot.Version}, not {version}; read it again and repeat the change if it is still wanted.");
        if (sandbox.Snapshot.DesiredState == DesiredState.Destroyed)
            throw new WarrenException(ErrorCode.InvalidState, $"Sandbox {sandbox.Id} is being destroyed and cannot be changed.");
        var before = sandbox.Snapshot.Spec;
        var spec = validator.Patch(before, patch, sandbox.Driver, IsLive(sandbox.State));
        using var promise = Grows(before, spec) ? registry.Promise(sandbox, sandbox.Snapshot with { Spec = spec }) : null;
        if (NeedsResize(before, spec))
            await ResizeAsync(sandbox, spec, cancellationToken);
        if (spec != sandbox.Snapshot.Spec)
            await sandbox.ChangeAsync(record => WithSpec(record, spec), cancellationToken);
    }

    /// <summary>Gives a sandbox more time.</summary>
    public async Task RenewAsync(Sandbox sandbox, double? timeoutSeconds, CancellationToken cancellationToken)
    {
        SpecValidator.CheckTimeout(timeoutSeconds);
        if (sandbox.State is not (SandboxState.Running or SandboxState.Paused))
            throw sandbox.NotRunning();
        sandbox.Touch();
        var given = timeoutSeconds ?? sandbox.Snapshot.Spec.Lifetime?.TimeoutSeconds;
        if (given is null && sandbox.Snapshot.Spec.Lifetime?.IdleTimeoutSeconds is null)
            throw new WarrenException(ErrorCode.InvalidRequest, $"Sandbox {sandbox.Id} has no time-out to renew; say how long it is to last with timeoutSeconds.");
        if (given is { } seconds)
            await sandbox.ChangeAsync(record => LifetimeClock.Set(record, time.GetUtcNow(), TimeSpan.FromSeconds(seconds)), cancellationToken);
    }

    /// <summary>
    /// Puts the recorded limits into force again after a change of them was cut off. A disk that has grown meanwhile cannot
    /// become smaller: that is recorded instead.
    /// </summary>
    public static async Task UndoResizeAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        var spec = sandbox.Driver is IResizableDriver driver
            ? await PutBackAsync(driver, sandbox.Id, sandbox.Snapshot.Spec, sandbox.Record.GrowingTo, cancellationToken)
            : sandbox.Snapshot.Spec;
        await sandbox.ChangeAsync(
            record => record with { IsResizing = false, GrowingTo = null, Snapshot = record.Snapshot with { Spec = spec } }, cancellationToken);
    }

    private static async Task<SandboxSpec> PutBackAsync(IResizableDriver driver, string id, SandboxSpec spec, long? grown, CancellationToken cancellationToken)
    {
        try
        {
            await driver.ResizeAsync(id, spec, cancellationToken);
            return spec;
        }
        catch (WarrenException refusal) when (grown is not null && refusal.Errors.ContainsKey("disk"))
        {
            var larger = spec with { Disk = grown };
            await driver.ResizeAsync(id, larger, cancellationToken);
            return larger;
        }
    }

    private static bool IsLive(SandboxState state) => state is not (SandboxState.Stopped or SandboxState.Failed);

    private static bool Grows(SandboxSpec one, SandboxSpec other) => other.Cpu > one.Cpu || other.Memory > one.Memory || other.Disk > one.Disk;

    private static bool NeedsResize(SandboxSpec one, SandboxSpec other) =>
        (one.Cpu, one.Memory, one.Disk, one.Pids) != (other.Cpu, other.Memory, other.Disk, other.Pids) || !SpecValidator.IsSame(one.Network!, other.Network!);

    // Begun, done, recorded: a server that is killed in between finds that the limits have to be put right.
    private async Task ResizeAsync(Sandbox sandbox, SandboxSpec spec, CancellationToken cancellationToken)
    {
        long? growingTo = spec.Disk > sandbox.Snapshot.Spec.Disk ? spec.Disk : null;
        await sandbox.ChangeAsync(record => record with { IsResizing = true, GrowingTo = growingTo }, cancellationToken);
        try
        {
            await ((IResizableDriver)sandbox.Driver).ResizeAsync(sandbox.Id, spec, cancellationToken);
            await sandbox.ChangeAsync(record => WithSpec(record, spec) with { IsResizing = false, GrowingTo = null }, CancellationToken.None);
        }
        catch
        {
            await UndoResizeAsync(sandbox, CancellationToken.None);
            throw;
        }
    }

    private SandboxRecord WithSpec(SandboxRecord record, SandboxSpec spec)
    {
        var isNewTimeout = spec.Lifetime?.TimeoutSeconds != record.Snapshot.Spec.Lifetime?.TimeoutSeconds;
        var next = record with { Snapshot = record.Snapshot with { Spec = spec } };
        return isNewTimeout && record.Snapshot.State is SandboxState.Running or SandboxState.Paused ? LifetimeClock.Wind(next, time.GetUtcNow()) : next;
    }
}
