using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Warren.Drivers.Oci.Linux;

/// <summary>Mounts in the host's mount namespace (mount(2), open_tree(2), mount_setattr(2), move_mount(2)).</summary>
internal static class Mounts
{
    private const ulong NoSetuid = 2, NoDevices = 4, NoAccessTimes = 1024, BindMount = 4096, Private = 1 << 18;
    private const int Detach = 2, NoFollow = 8;
    private const ulong AttributeReadOnly = 1, AttributeNoSetuid = 2, AttributeNoDevices = 4, AttributeIdMap = 0x100000;
    private const int OpenTreeClone = 1;
    private const int MoveMountFromEmptyPath = 4, MoveMountToEmptyPath = 0x40;

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

    /// <summary>Keeps what is mounted below a mount, and taken from there, from being seen in other mount namespaces.</summary>
    public static void MakePrivate(string target)
    {
        if (Libc.Mount(null, target, null, Private, null) != 0)
            throw Libc.Failure($"make the mount at {target} private");
    }

    /// <summary>Shows <paramref name="source"/> at <paramref name="target"/> with its owners mapped by a user namespace.</summary>
    public static void BindIdMapped(string source, string target, SafeFileHandle userNamespace, bool readOnly)
    {
        using var from = FolderHandle.Open(source);
        using var tree = CloneIdMapped(from, userNamespace, readOnly);
        using var to = FolderHandle.Open(target);
        Attach(tree, to);
    }

    /// <summary>
    /// A mount of an open folder, without what is mounted below it, that is not in the tree yet: with its owners mapped,
    /// without set-uid bits and devices, and with no tie to the mount that it was made from.
    /// </summary>
    public static unsafe SafeFileHandle CloneIdMapped(SafeFileHandle folder, SafeFileHandle userNamespace, bool readOnly)
    {
        var tree = Clone(folder);
        fixed (byte* empty = "\0"u8)
        {
            var attributes = stackalloc ulong[4];
            attributes[0] = AttributeIdMap | AttributeNoSetuid | AttributeNoDevices | (readOnly ? AttributeReadOnly : 0);
            attributes[1] = 0;
            attributes[2] = Private;
            attributes[3] = (ulong)userNamespace.DangerousGetHandle();
            if (Libc.Syscall(Libc.MountSetattrCall, (long)tree.DangerousGetHandle(), (long)empty, Libc.AtEmptyPath, (long)attributes, 4 * sizeof(ulong)) == 0)
                return tree;
            var failure = Libc.Failure("map the owners of a mount");
            tree.Dispose();
            throw failure;
        }
    }

    /// <summary>A mount of an open folder, without what is mounted below it, that is not in the tree yet.</summary>
    public static unsafe SafeFileHandle Clone(SafeFileHandle folder)
    {
        fixed (byte* empty = "\0"u8)
        {
            var number = Libc.Syscall(Libc.OpenTreeCall, (long)folder.DangerousGetHandle(), (long)empty, OpenTreeClone | Libc.OpenCloexec | Libc.AtEmptyPath, 0, 0);
            return number >= 0 ? new SafeFileHandle((nint)number, ownsHandle: true) : throw Libc.Failure("clone a mount");
        }
    }

    /// <summary>Puts a mount into the tree, at an open folder.</summary>
    public static unsafe void Attach(SafeFileHandle tree, SafeFileHandle target)
    {
        fixed (byte* empty = "\0"u8)
            if (Libc.Syscall(Libc.MoveMountCall, (long)tree.DangerousGetHandle(), (long)empty, (long)target.DangerousGetHandle(), (long)empty, MoveMountFromEmptyPath | MoveMountToEmptyPath) != 0)
                throw Libc.Failure("put a mount into the tree");
    }

    /// <summary>Takes the topmost mount at a path out of the tree; false when none was there.</summary>
    public static bool Unmount(string target)
    {
        if (Libc.Unmount(target, Detach | NoFollow) == 0)
            return true;
        return Marshal.GetLastPInvokeError() is Errno.Invalid or Errno.NoEntry ? false : throw Libc.Failure($"unmount {target}");
    }

    /// <summary>
    /// Every mount point at or below a folder, topmost first (proc_pid_mountinfo(5)). One that is taken out of the tree
    /// takes those below it along, so that no path leads through what a sandbox has made.
    /// </summary>
    public static IReadOnlyList<string> Below(string folder)
    {
        var below = new List<string>();
        foreach (var line in File.ReadLines("/proc/self/mountinfo"))
        {
            var point = Unescape(line.Split(' ', 6)[4]);
            if (point == folder || point.StartsWith(folder + "/", StringComparison.Ordinal))
                below.Add(point);
        }
        return below;
    }

    // Space, tab, newline and backslash stand as octal escapes.
    private static string Unescape(string field) => field.Contains('\\', StringComparison.Ordinal)
        ? field.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal)
            .Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal)
        : field;
}
