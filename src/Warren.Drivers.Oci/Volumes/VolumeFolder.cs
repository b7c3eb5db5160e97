using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using Warren.Api;
using Warren.Drivers.Oci.Linux;
using Warren.Drivers.Oci.Rootfs;
using Warren.Sandboxes;
using Warren.Sandboxes.Drivers;

namespace Warren.Drivers.Oci.Volumes;

/// <summary>
/// Volumes: each a file with an ext4 file system, which is as large as the volume may become and takes as much of the host's disk
/// as was written. Which of them a sandbox sees is asked of the kernel: its loop device shows the file as long as the sandbox
/// has it mounted, whoever has been killed meanwhile.
/// </summary>
internal sealed class VolumeFolder(OciDriverOptions options, DiskTemplates disks, TimeProvider time)
{
    private const string Extension = ".ext4", Draft = ".new", MountPrefix = "volume-";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), Pause = TimeSpan.FromMilliseconds(1);

    private readonly string _folder = options.VolumesFolder ?? Path.Combine(options.StateFolder, "volumes");
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new();

    /// <summary>Makes one; nothing where it is there already.</summary>
    public Task CreateAsync(string id, long size, CancellationToken cancellationToken) => ExclusivelyAsync(id, async () =>
    {
        if (!File.Exists(PathOf(id)))
            await MakeAsync(id, draft => disks.CreateAsync(size, draft, cancellationToken));
    }, cancellationToken);

    /// <summary>Makes one with all that is on another: where the file system can, the two share what neither has changed.</summary>
    public Task CopyAsync(string from, string to, CancellationToken cancellationToken) => ExclusivelyAsync(from, () => ExclusivelyAsync(to, async () =>
    {
        if (File.Exists(PathOf(to)))
            return;
        var source = PathOf(from);
        if (!File.Exists(source))
            throw Missing(from);
        if (LoopDevice.Showing(source) is { } device)
            WriteOut(device, to);
        await MakeAsync(to, draft => Task.Run(() => SparseFile.Copy(source, draft), CancellationToken.None));
    }, cancellationToken), cancellationToken);

    /// <summary>Removes one; nothing where it is gone.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await ExclusivelyAsync(id, async () =>
        {
            if (!File.Exists(PathOf(id)))
                return;
            await WaitUntilUnusedAsync(id, cancellationToken);
            File.Delete(PathOf(id));
        }, cancellationToken);
        _turns.TryRemove(id, out _);
    }

    /// <summary>All of them; what was half made is removed. Called before anything is made.</summary>
    public IReadOnlyList<string> List()
    {
        if (!Directory.Exists(_folder))
            return [];
        foreach (var draft in Directory.EnumerateFiles(_folder, "*" + Draft))
            File.Delete(draft);
        if (Directory.Exists(Run))
            foreach (var mount in Directory.EnumerateDirectories(Run, MountPrefix + "*"))
                Unmount(mount);
        return [.. Directory.EnumerateFiles(_folder, "*" + Extension).Select(path => Path.GetFileNameWithoutExtension(path)).Where(SandboxId.IsValid)];
    }

    /// <summary>Mounts one in a sandbox that is being started.</summary>
    /// <exception cref="WarrenException">NotFound, or InvalidState: another sandbox sees it.</exception>
    public Task AttachAsync(VolumeMount volume, RootfsMount rootfs, SafeFileHandle userNamespace, CancellationToken cancellationToken) =>
        ExclusivelyAsync(volume.Id, async () =>
        {
            if (!File.Exists(PathOf(volume.Id)))
                throw Missing(volume.Id);
            await WaitUntilUnusedAsync(volume.Id, cancellationToken);
            rootfs.AttachDisk(volume.Target, PathOf(volume.Id), userNamespace, DiskLayout.Content);
        }, cancellationToken);

    private string Run => Path.Combine(options.RunFolder, options.InstallationId);

    private string PathOf(string id) => SandboxId.IsValid(id)
        ? Path.Combine(_folder, id + Extension)
        : throw new ArgumentException("A volume's id has sixteen lower-case letters and digits.", nameof(id));

    // Under another name until it is whole: a file that has its name is a volume.
    private async Task MakeAsync(string id, Func<string, Task> make)
    {
        Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var draft = PathOf(id) + Draft;
        File.Delete(draft);
        try
        {
            await make(draft);
            File.Move(draft, PathOf(id));
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    // The kernel lets go of a disk a moment after the last process that saw it has ended.
    private async Task WaitUntilUnusedAsync(string id, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            while (LoopDevice.Showing(PathOf(id)) is not null)
                await Task.Delay(Pause, time, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WarrenException(ErrorCode.InvalidState, $"The volume {id} is used by another sandbox; only one can write to it at a time.");
        }
    }

    // A copy of the file has what the kernel has written to it. Another mount of the device shows the same file system.
    private void WriteOut(string device, string name)
    {
        RunFolder.Ensure(options.RunFolder);
        var folder = Directory.CreateDirectory(Path.Combine(Run, MountPrefix + name)).FullName;
        Mounts.Mount(device, folder, "ext4", "");
        try
        {
            using var root = FolderHandle.OpenToRead(folder);
            if (Libc.SyncFileSystem(root) != 0)
                throw Libc.Failure("write out a volume");
        }
        finally
        {
            Unmount(folder);
        }
    }

    private static void Unmount(string folder)
    {
        Mounts.Unmount(folder);
        Directory.Delete(folder);
    }

    private async Task ExclusivelyAsync(string id, Func<Task> act, CancellationToken cancellationToken)
    {
        var turn = _turns.GetOrAdd(id, _ => new(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            await act();
        }
        finally
        {
            turn.Release();
        }
    }

    private static WarrenException Missing(string id) => new(ErrorCode.NotFound, $"There is no volume '{id}'.");
}
