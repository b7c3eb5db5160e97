using System.Globalization;
using Warren.Api;
using Warren.Drivers.Oci.Cgroups;
using Warren.Drivers.Oci.Linux;
using Warren.Sandboxes;

namespace Warren.Drivers.Oci;

/// <summary>
/// Takes a sandbox off the host, however far its making or its ending got, knowing only its id. Every step finds
/// out by itself what there is to do, so it can be repeated after a crash.
/// </summary>
internal sealed class SandboxCleaner(OciDriverOptions options, CgroupHost cgroups, ProcessWatcher watcher, TimeProvider time)
{
    private const int SigKill = 9;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Ends every process and removes everything but the disk.</summary>
    public async Task EndAsync(SandboxPaths paths, CancellationToken cancellationToken)
    {
        var started = SandboxFiles.Read<StartedSandbox>(paths.Started);
        using var timer = new CancellationTokenSource(options.StepDeadline, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            using (SandboxTelemetry.Step("end.kill", paths.Id))
                await KillAsync(paths, started, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WarrenException(ErrorCode.EngineUnavailable, $"The processes of sandbox {paths.Id} did not end within {options.StepDeadline.TotalSeconds} s of being killed; try again.");
        }
        using (SandboxTelemetry.Step("end.unmount", paths.Id))
            RemoveRunFolder(paths);
        using var step = SandboxTelemetry.Step("end.ids", paths.Id);
        if (started is not null)
            IdRangeLease.Release(options, started.FirstHostId);
        else
            IdRangeLease.ReleaseAll(options, paths.Id);
    }

    /// <summary>Ends every process and removes everything.</summary>
    public async Task DestroyAsync(SandboxPaths paths, CancellationToken cancellationToken)
    {
        await EndAsync(paths, cancellationToken);
        if (!Directory.Exists(paths.State))
            return;
        // First what says that it was made: a crash from here on leaves something that can only be destroyed.
        using (SandboxTelemetry.Step("destroy.unmake", paths.Id))
            File.Delete(paths.Made);
        using (SandboxTelemetry.Step("destroy.disk", paths.Id))
            DeleteFolder(paths.State);
    }

    /// <summary>Removes the folders and cgroups that all sandboxes of the installation share, where none is left in them.</summary>
    public void RemoveInstallation()
    {
        cgroups.Open($"/warren/{options.InstallationId}").TryRemoveEmpty();
        foreach (var folder in (string[])[SandboxPaths.RunRoot(options), Path.GetDirectoryName(SandboxPaths.RunRoot(options))!])
            if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
    }

    private async Task KillAsync(SandboxPaths paths, StartedSandbox? started, CancellationToken cancellationToken)
    {
        var cgroup = cgroups.Open(paths.Cgroup);
        if (started is not null)
        {
            // The guest is the first process of its namespace: the kernel ends all others there with it.
            using var guest = PidFd.Open(started.Guest);
            if (guest?.Signal(SigKill) == true)
            {
                // A frozen process does not even die.
                cgroup.Thaw();
                await watcher.WaitAsync(guest).WaitAsync(cancellationToken);
            }
        }
        // A start that was cut off is known by its cgroup alone. Removal fails until the last process is gone.
        while (!cgroup.TryRemove())
        {
            foreach (var pid in cgroup.Processes())
            {
                using var process = PidFd.Open(pid);
                process?.Signal(SigKill);
            }
            cgroup.Thaw();
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static void RemoveRunFolder(SandboxPaths paths)
    {
        if (!Directory.Exists(paths.Run))
            return;
        foreach (var point in Mounts.Below(paths.Run))
            Mounts.Unmount(point);
        // Deleting through a mount that is still there would delete what it shows.
        if (Mounts.Below(paths.Run) is [var left, ..])
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{left} is still mounted; nothing below it was deleted."));
        DeleteFolder(paths.Run);
    }

    private static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
