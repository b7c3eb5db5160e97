using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Warren.Drivers.Oci.Linux;

/// <summary>Mounts in the host's mount namespace (mount(2), open_tree(2), mount_setattr(2), move_mount(2)).</summary>
internal static class Mounts
{
    private const ulong NoSetuid = 2, NoDevices = 4, NoAccessTimes = 1024, BindMount = 4096;
    private const int Detach = 2, NoFollow = 8;
    private const ulong AttributeReadOnly = 1, AttributeNoSetuid = 2, AttributeNoDevices = 4, AttributeIdMap = 0x100000;
    private const int OpenTreeClone = 1;
    private const int MoveMountFromEmptyPath = 4;

    /// <summary>Mounts a file system that honours neither set-uid bits nor device nodes.</summary>
    public static void Mount(string source, string target, string type, string options)
    {
        if (Libc.Mount(source, target, type, NoSetuid | NoDevices | NoAccessTimes, options) != 0)
            throw Libc.Failure($"mount {type} at {target}");
    }

    /// <summary>Shows a folder at another place, with everything as it is.</summary>
    public static void Bind(string source, string target)
    {
        if (Libc.Mount(source, target, null, BindMount, null) != 0)
            throw Libc.Failure($"bind {source}");
    }

    /// <summary>Shows <paramref name="source"/> at <paramref name="target"/> with its owners mapped by a user namespace.</summary>
    public static unsafe void BindIdMapped(string source, string target, SafeFileHandle userNamespace, bool readOnly)
    {
        using var tree = OpenTree(source);
        var attributes = stackalloc ulong[4];
        attributes[0] = AttributeIdMap | AttributeNoSetuid | AttributeNoDevices | (readOnly ? AttributeReadOnly : 0);
        attributes[1] = 0;
        attributes[2] = 0;
        attributes[3] = (ulong)userNamespace.DangerousGetHandle();
        fixed (byte* empty = "\0"u8)
        {
            if (Libc.Syscall(Libc.MountSetattrCall, (long)tree.DangerousGetHandle(), (long)empty, Libc.AtEmptyPath, (long)attributes, 4 * sizeof(ulong)) != 0)
                throw Libc.Failure($"map the owners of {source}");
            var path = Marshal.StringToCoTaskMemUTF8(target);
            try
            {
                if (Libc.Syscall(Libc.MoveMountCall, (long)tree.DangerousGetHandle(), (long)empty, Libc.AtFdcwd, path, MoveMountFromEmptyPath) != 0)
                    throw Libc.Failure($"mount at {target}");
            }
            finally
            {
                Marshal.FreeCoTaskMem(path);
            }
        }
    }

    /// <summary>Takes the topmost mount at a path out of the tree; false when none was there.</summary>
    public static bool Unmount(string target)
    {
        if (Libc.Unmount(target, Detach | NoFollow) == 0)
            return true;
        return Marshal.GetLastPInvokeError() is Errno.Invalid or Errno.NoEntry ? false : throw Libc.Failure($"unmount {target}");
    }

    /// <summary>Every mount point at or below a folder, deepest first (proc_pid_mountinfo(5)).</summary>
    public static IReadOnlyList<string> Below(string folder)
    {
        var below = new List<string>();
        foreach (var line in File.ReadLines("/proc/self/mountinfo"))
        {
            var point = Unescape(line.Split(' ', 6)[4]);
            if (point == folder || point.StartsWith(folder + "/", StringComparison.Ordinal))
                below.Add(point);
        }
        below.Reverse();
        return below;
    }

    private static unsafe SafeFileHandle OpenTree(string source)
    {
        var path = Marshal.StringToCoTaskMemUTF8(source);
        try
        {
            var file = Libc.Syscall(Libc.OpenTreeCall, Libc.AtFdcwd, path, OpenTreeClone | Libc.OpenCloexec, 0, 0);
            return file >= 0 ? new SafeFileHandle((nint)file, ownsHandle: true) : throw Libc.Failure($"open the mount at {source}");
        }
        finally
        {
            Marshal.FreeCoTaskMem(path);
        }
    }

    // Space, tab, newline and backslash stand as octal escapes.
    private static string Unescape(string field) => field.Contains('\\', StringComparison.Ordinal)
        ? field.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal)
            .Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal)
        : field;
}
