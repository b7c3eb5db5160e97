using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Drivers.Oci.Cgroups;
using Warren.Drivers.Oci.Rootfs;
using Warren.Sandboxes;

namespace Warren.Drivers.Oci;

/// <summary>Changes the limits of a sandbox that exists: all of them or, where one is refused, none.</summary>
internal sealed class SandboxResizer(CgroupHost cgroups, DiskGrowth disks)
{
    private const string WasFrozen = "frozen";

    /// <summary>
    /// Carries out the limits of a spec and keeps them for later starts. A mark lies beside the sandbox meanwhile: were
    /// the server killed, <see cref="Restore"/> puts back what is kept.
    /// </summary>
    /// <param name="paths">Where the sandbox is.</param>
    /// <param name="made">What it is.</param>
    /// <param name="wanted">The spec with the new limits.</param>
    /// <param name="frozen">Runs an action while no process of the sandbox does; null where there is none.</param>
    /// <param name="cancellationToken">Cancels before the first change.</param>
    public async Task ResizeAsync(SandboxPaths paths, MadeSandbox made, SandboxSpec wanted, Func<Func<bool>, Task<bool>>? frozen, CancellationToken cancellationToken)
    {
        made = AsGrown(paths, made);
        var target = made.Spec with { Cpu = wanted.Cpu, Memory = wanted.Memory, Disk = wanted.Disk, Pids = wanted.Pids };
        if (target.Disk < made.Spec.Disk)
            throw Refused(ErrorCode.CapabilityMissing, "disk", $"a disk cannot be made smaller; it has {made.Spec.Disk} bytes");
        cancellationToken.ThrowIfCancellationRequested();
        var cgroup = cgroups.Open(paths.Cgroup);
        var undo = new Stack<Func<Task>>();
        try
        {
            // Inside: a full disk may take the mark without what it says, which would let a paused sandbox go on.
            using (SandboxTelemetry.Step("resize.mark", paths.Id))
                File.WriteAllText(paths.Resizing, cgroup.IsFrozen ? WasFrozen : "");
            if (frozen is not null)
                using (SandboxTelemetry.Step("resize.limits", paths.Id))
                    await LimitAsync(cgroup, SandboxLimits.Of(made.Spec), SandboxLimits.Of(target), frozen, undo);
            if (target.Disk > made.Spec.Disk)
            {
                undo.Push(Step(() => DiskGrowth.TakeBack(paths, made.Spec.Disk!.Value)));
                using (SandboxTelemetry.Step("resize.disk", paths.Id))
                    await disks.GrowAsync(paths, target.Disk!.Value, runs: frozen is not null, CancellationToken.None);
            }
            using (SandboxTelemetry.Step("resize.made", paths.Id))
                SandboxFiles.Write(paths.Made, made with { Spec = target });
        }
        catch
        {
            while (undo.TryPop(out var step))
                await step();
            throw;
        }
        finally
        {
            using (SandboxTelemetry.Step("resize.unmark", paths.Id))
                File.Delete(paths.Resizing);
        }
    }

    /// <summary>Puts back the limits that are kept, where a change of them was cut off.</summary>
    public void Restore(SandboxPaths paths, MadeSandbox made)
    {
        if (!File.Exists(paths.Resizing))
            return;
        made = AsGrown(paths, made);
        var (cgroup, limits) = (cgroups.Open(paths.Cgroup), SandboxLimits.Of(made.Spec));
        if (cgroup.Exists)
        {
            cgroup.LimitCpu(limits);
            cgroup.LimitPids(limits);
            // Which of the two it has to be is not known; what it grew to meanwhile it may keep until its next start.
            if (!cgroup.TryLowerMemory(limits))
                cgroup.RaiseMemory(limits);
            if (File.ReadAllText(paths.Resizing) != WasFrozen)
                cgroup.Thaw();
        }
        File.Delete(paths.Resizing);
    }

    // A file system that has grown stays so, whatever was still to be written down when the server was killed. Taken for
    // smaller than it is, it would be cut off by the next change.
    private static MadeSandbox AsGrown(SandboxPaths paths, MadeSandbox made)
    {
        if (DiskGrowth.GrownTo(paths, made.Spec.Disk!.Value) is not { } size)
            return made;
        var grown = made with { Spec = made.Spec with { Disk = size } };
        SandboxFiles.Write(paths.Made, grown);
        return grown;
    }

    // First what may be refused, and raising last: to take back what was raised may be refused too.
    private static async Task LimitAsync(SandboxCgroup cgroup, SandboxLimits before, SandboxLimits after, Func<Func<bool>, Task<bool>> frozen, Stack<Func<Task>> undo)
    {
        if (after.Pids < before.Pids && cgroup.Pids > after.Pids)
            throw Refused(ErrorCode.InvalidState, "pids", $"the sandbox has {cgroup.Pids} processes and threads; end some first");
        if (after.Memory < before.Memory && !await frozen(() => cgroup.TryLowerMemory(after)))
            throw Refused(ErrorCode.InvalidState, "memory", $"the sandbox uses {cgroup.MemoryBytes} bytes, which cannot be freed without killing; end programs first");
        undo.Push(Step(() => cgroup.RaiseMemory(before)));
        undo.Push(Step(() => cgroup.LimitCpu(before)));
        cgroup.LimitCpu(after);
        undo.Push(Step(() => cgroup.LimitPids(before)));
        cgroup.LimitPids(after);
        if (after.Memory <= before.Memory)
            return;
        undo.Push(() => frozen(() => cgroup.TryLowerMemory(before)));
        cgroup.RaiseMemory(after);
    }

    private static Func<Task> Step(Action action) => () =>
    {
        action();
        return Task.CompletedTask;
    };

    internal static WarrenException Refused(ErrorCode code, string limit, string why) => new(new Dictionary<string, string[]> { [limit] = [why] }, code);
}
