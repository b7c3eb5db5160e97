using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Warren.Api;
using Warren.Drivers.Oci.Cgroups;
using Warren.Drivers.Oci.Linux;
using Warren.Drivers.Oci.Rootfs;
using Warren.Guest.Protocol;
using Warren.Sandboxes.Drivers;

namespace Warren.Drivers.Oci;

/// <summary>
/// What the cells of a sandbox get from the host: a fresh disk and a cgroup for each slot, and the image. The guest starts
/// a process for each slot, which is put into the slot's cgroup from outside, so that the sandbox needs no rights over
/// cgroups, whatever their version.
/// </summary>
internal sealed class CellSlots(CgroupHost cgroups, DiskTemplates disks, TimeSpan deadline, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Makes them, before the guest is started. Disks of an earlier start are not used again.</summary>
    /// <param name="paths">Where the sandbox is.</param>
    /// <param name="made">What it is.</param>
    /// <param name="plan">Its slots.</param>
    /// <param name="rootfs">Its root file system.</param>
    /// <param name="userNamespace">The mapping of owners.</param>
    /// <param name="cancellationToken">Cancels the start; the caller clears what was made.</param>
    public async Task MakeAsync(
        SandboxPaths paths, MadeSandbox made, CellPlan plan, RootfsMount rootfs, SafeFileHandle userNamespace, CancellationToken cancellationToken)
    {
        rootfs.AttachImage($"{GuestProtocol.CellsFolder}/image", made.LayerPaths, userNamespace);
        rootfs.MakeFolder($"{GuestProtocol.CellsFolder}/root");
        var whole = cgroups.Open(paths.Cgroup);
        whole.Make(SandboxLimits.Of(made.Spec));
        var limits = SandboxLimits.Of(plan);
        for (var slot = 0; slot < plan.Slots; slot++)
        {
            File.Delete(paths.CellDisk(slot));
            await disks.CreateAsync(plan.Disk, paths.CellDisk(slot), cancellationToken);
            rootfs.AttachDisk(string.Create(CultureInfo.InvariantCulture, $"{GuestProtocol.CellsFolder}/disk-{slot}"), paths.CellDisk(slot), userNamespace);
            cgroups.Open(paths.CellCgroup(slot)).Make(limits);
        }
    }

    /// <summary>Puts the processes that keep the slots into their cgroups, once the guest has started all of them.</summary>
    /// <exception cref="WarrenException">SandboxFailed: it did not.</exception>
    public async Task FillAsync(SandboxPaths paths, MadeSandbox made, CellPlan plan, CancellationToken cancellationToken)
    {
        var started = cgroups.Open(paths.GuestCgroup(made));
        var begun = time.GetTimestamp();
        var keepers = Find(started, plan.Slots);
        while (keepers.Count < plan.Slots)
        {
            if (time.GetElapsedTime(begun) > deadline)
                throw new WarrenException(ErrorCode.SandboxFailed, $"The guest did not start {plan.Slots} slots for cells within {deadline.TotalSeconds} s.");
            await Task.Delay(Pause, time, cancellationToken);
            keepers = Find(started, plan.Slots);
        }
        foreach (var (slot, pid) in keepers)
            cgroups.Open(paths.CellCgroup(slot)).Enter(pid);
    }

    // By the names that the guest gives them: nothing else runs in the sandbox yet.
    private static Dictionary<int, int> Find(SandboxCgroup started, int slots)
    {
        var keepers = new Dictionary<int, int>();
        foreach (var pid in started.Processes())
        {
            var name = KernelFile.ReadLine(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/comm"));
            if (name.StartsWith(GuestProtocol.KeeperName, StringComparison.Ordinal)
                && int.TryParse(name.AsSpan(GuestProtocol.KeeperName.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var slot) && slot < slots)
                keepers[slot] = pid;
        }
        return keepers;
    }
}
