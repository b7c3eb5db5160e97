using System.Globalization;
using System.Runtime.InteropServices;
using Warren.Api;
using Warren.Drivers.Oci.Linux;
using Warren.Sandboxes;

namespace Warren.Drivers.Oci.Rootfs;

/// <summary>
/// Makes the disk of a sandbox larger: the file, the loop device that shows it, then the file system, online by the
/// kernel (ioctl EXT4_IOC_RESIZE_FS) or, while nothing runs, by resize2fs(8).
/// </summary>
internal sealed class DiskGrowth(TimeProvider time)
{
    private const int BlockSize = 4096;
    private static readonly nuint ResizeFileSystem = 0x40086610; // _IOW('f', 16, __u64)
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Whether this process may grow a mounted file system: ext4 asks for CAP_SYS_RESOURCE (fs/ext4/resize.c,
    /// ext4_resize_begin).
    /// </summary>
    public static bool WorksOnline { get; } = HasCapability(24);

    /// <summary>Grows a disk. After a failure <see cref="TakeBack"/> is called.</summary>
    public async Task GrowAsync(SandboxPaths paths, long size, bool runs, CancellationToken cancellationToken)
    {
        if (runs && !WorksOnline)
            throw SandboxResizer.Refused(ErrorCode.CapabilityMissing, "disk",
                "this server may not grow a disk that is in use (it lacks CAP_SYS_RESOURCE); stop the sandbox first");
        if (!runs)
            await WaitUntilUnusedAsync(paths, cancellationToken);
        using (SandboxTelemetry.Step("resize.length", paths.Id))
            SetLength(paths.Disk, size);
        if (runs)
            GrowOnline(paths, size);
        else
            await GrowOfflineAsync(paths);
    }

    /// <summary>The size of a disk whose file system is larger than it should be; null where it is not.</summary>
    public static long? GrownTo(SandboxPaths paths, long size) => FileSystemSize(paths.Disk) > size ? new FileInfo(paths.Disk).Length : null;

    /// <summary>Makes the file as long as it was, where the file system in it has not grown.</summary>
    public static void TakeBack(SandboxPaths paths, long size)
    {
        if (FileSystemSize(paths.Disk) > size)
            return;
        SetLength(paths.Disk, size);
        if (LoopDevice.Showing(paths.Disk) is { } device)
            LoopDevice.Measure(device);
    }

    private static unsafe void GrowOnline(SandboxPaths paths, long size)
    {
        var device = LoopDevice.Showing(paths.Disk) ?? throw new IOException("The disk of a running sandbox is on no loop device.");
        LoopDevice.Measure(device);
        // The sandbox's own mount of it is below its overlay, out of reach. Another one shows the same file system.
        var folder = Directory.CreateDirectory(Path.Combine(paths.Run, "disk")).FullName;
        Mounts.Mount(device, folder, "ext4", "");
        try
        {
            using var root = FolderHandle.OpenToRead(folder);
            var blocks = (ulong)(size / BlockSize);
            if (Libc.Ioctl(root, ResizeFileSystem, (nint)(&blocks)) != 0)
                throw Libc.Failure("grow a file system");
        }
        finally
        {
            Mounts.Unmount(folder);
        }
    }

    private static async Task GrowOfflineAsync(SandboxPaths paths)
    {
        // resize2fs wants to see it checked; 1 means that the check has put something right.
        await HostProgram.RunAsync("e2fsck", ["-f", "-p", paths.Disk], "checking a sandbox disk", mostExitCode: 1);
        await HostProgram.RunAsync("resize2fs", [paths.Disk], "growing a sandbox disk");
    }

    // The kernel lets go of a disk a moment after the last process that saw it has ended.
    private async Task WaitUntilUnusedAsync(SandboxPaths paths, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            while (LoopDevice.Showing(paths.Disk) is not null)
                await Task.Delay(Pause, time, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WarrenException(ErrorCode.InvalidState, $"The disk of sandbox {paths.Id} is still in use; try again.");
        }
    }

    // ext4 keeps the number of its blocks in the superblock at 1024: its lower half at 4, its upper at 0x150
    // (Documentation/filesystems/ext4/super.rst).
    private static long FileSystemSize(string disk)
    {
        using var file = File.OpenHandle(disk, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Span<byte> word = stackalloc byte[4];
        long read(Span<byte> target, long at)
        {
            if (RandomAccess.Read(file, target, at) != target.Length)
                throw new IOException("A sandbox disk has no file system.");
            return BitConverter.ToUInt32(target);
        }
        return (read(word, 1024 + 4) | read(word, 1024 + 0x150) << 32) * BlockSize;
    }

    private static void SetLength(string disk, long size)
    {
        using var file = File.OpenHandle(disk, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.SetLength(file, size);
    }

    private static bool HasCapability(int number) => File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal)) is { } line
        && (ulong.Parse(line.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> number & 1) == 1;
}
