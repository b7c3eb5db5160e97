using Warren.Drivers.Oci.Linux;

namespace Warren.Drivers.Oci;

/// <summary>
/// The folder of what ends with the host's processes. It is kept in memory, as /run is on most hosts (FHS 3.0, 3.15):
/// a sandbox has some twenty small files there, which a disk would write, and a reboot clears them.
/// </summary>
internal static class RunFolder
{
    private const long Tmpfs = 0x01021994; // statfs(2)

    /// <summary>The mode of folders that sandboxes' users pass through on the way to their own, and do not list.</summary>
    public const UnixFileMode PassThrough = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Makes the folder; where it is below a /run on a disk and nobody uses it yet, mounts a file system of memory there, once for all servers.</summary>
    public static void Ensure(string path)
    {
        Directory.CreateDirectory(path, PassThrough);
        if (!path.StartsWith("/run/", StringComparison.Ordinal) || IsInMemory(path))
            return;
        using var gate = FolderLock.Own(Path.GetDirectoryName(path)!);
        if (!IsInMemory(path) && !IsUsed(path))
            Mounts.Mount("warren", path, "tmpfs", "mode=0711");
    }

    // Empty folders are left by servers that are no more, and by leases that were given back.
    private static bool IsUsed(string path) =>
        new DirectoryInfo(path).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Any(entry => entry is FileInfo || entry.LinkTarget is not null);

    private static unsafe bool IsInMemory(string path)
    {
        var status = stackalloc long[16];
        if (Libc.StatFs(path, status) != 0)
            throw Libc.Failure($"read the file system of {path}");
        return status[0] == Tmpfs;
    }
}
