using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Warren.Drivers.Oci.Linux;

/// <summary>A lock on a folder that processes share (flock(2)); it goes with the descriptor, at the latest with the process.</summary>
internal static class FolderLock
{
    private const int ForMany = 1, ForOne = 2;

    /// <summary>Waits until nobody has the folder for himself; keeps it from becoming so.</summary>
    public static SafeFileHandle Share(string folder) => Take(folder, ForMany);

    /// <summary>Waits until nobody else has it.</summary>
    public static SafeFileHandle Own(string folder) => Take(folder, ForOne);

    private static SafeFileHandle Take(string folder, int kind)
    {
        var handle = FolderHandle.OpenToRead(folder);
        while (Libc.Lock(handle, kind) != 0)
            if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                throw Libc.Failure($"lock {folder}");
        return handle;
    }
}
