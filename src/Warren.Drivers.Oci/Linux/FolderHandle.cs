using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Warren.Drivers.Oci.Linux;

/// <summary>
/// Holds on folders (open(2), O_PATH): whatever is renamed or linked after, a descriptor stays the folder that was
/// looked at.
/// </summary>
internal static class FolderHandle
{
    private const int PathOnly = 0x200000, AtEmptyPath = 0x1000;
    private const ulong NoMountCrossing = 1, NoMagicLinks = 2, NoLinks = 4, Beneath = 8;

    // O_DIRECTORY is one of the few flags that differ (fcntl(2); asm-generic and arch/arm64).
    private static readonly int FolderOnly = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    private static int Flags => PathOnly | FolderOnly | Libc.OpenCloexec;

    /// <summary>Opens a folder, following links.</summary>
    public static SafeFileHandle Open(string path) => TryOpen(path) ?? throw Libc.Failure($"open {path}");

    /// <summary>Opens a folder, following links; null where there is none, with errno set.</summary>
    public static SafeFileHandle? TryOpen(string path)
    {
        var file = Libc.Open(path, Flags);
        return file < 0 ? null : new SafeFileHandle(file, ownsHandle: true);
    }

    /// <summary>
    /// Opens a folder as more than its path, as locks and calls need that act on its file system. .NET itself opens no folders.
    /// </summary>
    public static SafeFileHandle OpenToRead(string path)
    {
        var file = Libc.Open(path, FolderOnly | Libc.OpenCloexec);
        return file < 0 ? throw Libc.Failure($"open {path}") : new(file, ownsHandle: true);
    }

    /// <summary>
    /// Opens a folder below another one without following any link and without leaving it (openat2(2)); null where that
    /// cannot be, with errno set.
    /// </summary>
    public static SafeFileHandle? TryOpenBeneath(SafeFileHandle folder, string relative, bool crossMounts = true) =>
        OpenAt(folder, relative.Length == 0 ? "." : relative, NoMagicLinks | NoLinks | Beneath | (crossMounts ? 0 : NoMountCrossing));

    /// <summary>Opens a folder's child, which is made where it is missing; null where it is a link, a file or a mount.</summary>
    public static SafeFileHandle? OpenOrMakeChild(SafeFileHandle folder, string name)
    {
        if (Libc.MakeFolder(folder, name, 0b111_101_101) != 0 && Marshal.GetLastPInvokeError() != Errno.Exists)
            throw Libc.Failure("make a mount's target");
        return TryOpenBeneath(folder, name, crossMounts: false)
            ?? (Marshal.GetLastPInvokeError() is Errno.Loop or Errno.NotFolder or Errno.CrossDevice ? null : throw Libc.Failure("open a mount's target"));
    }

    /// <summary>A path to it, good in this process while it is open.</summary>
    public static string PathOf(SafeFileHandle folder) => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{folder.DangerousGetHandle()}");

    /// <summary>What it is, and who owns it.</summary>
    public static unsafe FolderFacts Inspect(SafeFileHandle folder)
    {
        // struct statx (statx(2)): uid at 20, gid at 24, inode at 32, device at 136 and 140.
        var result = stackalloc byte[256];
        if (Libc.StatX(folder, "", AtEmptyPath, 0x7FF, result) != 0)
            throw Libc.Failure("inspect a folder");
        return new(
            new(*(uint*)(result + 136), *(uint*)(result + 140), *(ulong*)(result + 32)), *(uint*)(result + 20), *(uint*)(result + 24));
    }

    /// <summary>It and every folder above it, up to the root.</summary>
    public static IReadOnlyList<FolderIdentity> Ancestry(SafeFileHandle folder)
    {
        List<FolderIdentity> chain = [Inspect(folder).Identity];
        SafeFileHandle? above = null;
        try
        {
            while (true)
            {
                var next = OpenAt(above ?? folder, "..", 0) ?? throw Libc.Failure("open a folder's parent");
                above?.Dispose();
                above = next;
                var identity = Inspect(above).Identity;
                if (identity == chain[^1])
                    return chain;
                chain.Add(identity);
            }
        }
        finally
        {
            above?.Dispose();
        }
    }

    private static unsafe SafeFileHandle? OpenAt(SafeFileHandle folder, string relative, ulong resolve)
    {
        // struct open_how: flags, mode, resolve.
        var how = stackalloc ulong[3];
        (how[0], how[1], how[2]) = ((ulong)Flags, 0, resolve);
        var path = Marshal.StringToCoTaskMemUTF8(relative);
        try
        {
            var file = Libc.Syscall(Libc.OpenAt2Call, (long)folder.DangerousGetHandle(), path, (long)how, 3 * sizeof(ulong), 0);
            return file < 0 ? null : new SafeFileHandle((nint)file, ownsHandle: true);
        }
        finally
        {
            Marshal.FreeCoTaskMem(path);
        }
    }
}
