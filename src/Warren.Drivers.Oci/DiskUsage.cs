using System.Globalization;
using Warren.Drivers.Oci.Linux;

namespace Warren.Drivers.Oci;

/// <summary>Measures a sandbox's disk through its first process, which is the guest and not the sandbox's to replace.</summary>
internal static class DiskUsage
{
    /// <summary>Bytes used of the file system that the process has as its root; 0 when the process has just ended.</summary>
    public static unsafe long OfRoot(int pid)
    {
        // struct statfs (statfs(2)), all fields of a word: type, block size, blocks, free, ...
        var result = stackalloc long[16];
        if (Libc.StatFs(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/root"), result) != 0)
            return 0;
        return (result[2] - result[3]) * result[1];
    }

    /// <summary>Bytes that a sparse disk takes on the host. Space that files in it gave up stays counted.</summary>
    public static unsafe long OfFile(string path)
    {
        // struct statx (statx(2)): stx_blocks, in units of 512 bytes, is at offset 48.
        var result = stackalloc byte[256];
        if (Libc.StatX(Libc.AtFdcwd, path, 0, 0x400, result) != 0)
            throw Libc.Failure("measure a disk");
        return *(long*)(result + 48) * 512;
    }
}
