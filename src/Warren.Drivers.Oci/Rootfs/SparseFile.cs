using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Warren.Drivers.Oci.Linux;

namespace Warren.Drivers.Oci.Rootfs;

/// <summary>Copies files of which most was never written.</summary>
internal static class SparseFile
{
    private const nuint CloneFile = 0x40049409;
    private const int SeekData = 3, SeekHole = 4;

    /// <summary>
    /// Copies a file with its holes to a path where nothing is yet: by sharing its blocks where the file system
    /// can (ioctl_ficlone(2)), else only the parts that hold data (lseek(2), SEEK_DATA).
    /// </summary>
    public static void Copy(string from, string to)
    {
        using var source = File.OpenHandle(from);
        using var target = File.OpenHandle(to, FileMode.CreateNew, FileAccess.ReadWrite);
        if (Libc.Ioctl(target, CloneFile, source.DangerousGetHandle()) == 0)
            return;
        var length = RandomAccess.GetLength(source);
        RandomAccess.SetLength(target, length);
        for (long at = 0; (at = Libc.Seek(source, at, SeekData)) >= 0;)
        {
            var end = Libc.Seek(source, at, SeekHole);
            CopyRange(source, target, at, end);
            at = end;
        }
    }

    private static void CopyRange(SafeFileHandle source, SafeFileHandle target, long at, long end)
    {
        long from = at, to = at;
        while (from < end)
        {
            if (Libc.CopyFileRange(source, ref from, target, ref to, (nuint)(end - from), 0) > 0)
                continue;
            if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                throw Libc.Failure("copy a file");
        }
    }
}
