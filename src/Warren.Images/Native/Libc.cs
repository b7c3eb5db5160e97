using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Warren.Images.Native;

/// <summary>The system calls that .NET has no safe equal for: all work relative to an open folder and follow no link.</summary>
internal static partial class Libc
{
    public const int NotFound = 2, NotFolder = 20, TooManyLinks = 40;
    public const int ReadOnly = 0, WriteOnly = 1, Create = 0x40, Exclusive = 0x80, CloseOnExec = 0x80000;
    public const int NoFollow = 0x100;
    public const uint BasicStats = 0x7FF;

    /// <summary>O_DIRECTORY, whose value depends on the architecture.</summary>
    public static readonly int Folder = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    /// <summary>O_NOFOLLOW, whose value depends on the architecture.</summary>
    public static readonly int NoFollowOpen = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    private const long OpenAt2 = 437;
    private const ulong ResolveNoMagicLinks = 2, ResolveNoLinks = 4, ResolveBeneath = 8;

    /// <summary>Opens a folder below another, through no link at all (openat2(2)); null when a part is missing.</summary>
    /// <exception cref="Win32Exception">ELOOP where a part is a link, ENOTDIR where one is no folder.</exception>
    public static SafeFileHandle? OpenFolder(SafeFileHandle root, string path)
    {
        var how = new OpenHow
        {
            Flags = (ulong)(ReadOnly | Folder | CloseOnExec),
            Resolve = ResolveNoMagicLinks | ResolveNoLinks | ResolveBeneath,
        };
        var descriptor = SystemCall(OpenAt2, root, path, ref how, (nuint)Marshal.SizeOf<OpenHow>());
        if (descriptor >= 0)
            return new SafeFileHandle((nint)descriptor, ownsHandle: true);
        return Marshal.GetLastPInvokeError() == NotFound ? null : throw Failure();
    }

    /// <summary>Throws when a call gave -1.</summary>
    public static void Check(int result)
    {
        if (result < 0)
            throw Failure();
    }

    /// <summary>The failure of the last call.</summary>
    public static Win32Exception Failure() => new(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long SystemCall(long number, SafeFileHandle folder, string path, ref OpenHow how, nuint size);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle OpenAt(SafeFileHandle folder, string name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeFolderAt(SafeFileHandle folder, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "mknodat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeNodeAt(SafeFileHandle folder, string name, uint mode, ulong device);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LinkAt(string target, SafeFileHandle folder, string name);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int HardLinkAt(SafeFileHandle oldFolder, string oldName, SafeFileHandle folder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int UnlinkAt(SafeFileHandle folder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OwnAt(SafeFileHandle folder, string name, uint user, uint group, int flags);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeMode(SafeFileHandle file, uint mode);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetTimesAt(SafeFileHandle folder, string name, ref AccessAndModification times, int flags);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    public static partial int SetTimes(SafeFileHandle file, ref AccessAndModification times);

    [LibraryImport("libc", EntryPoint = "fsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetAttribute(SafeFileHandle file, string name, ReadOnlySpan<byte> value, nuint size, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Stat(SafeFileHandle folder, string name, int flags, uint mask, out LinuxStat stat);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    public static partial int SyncFileSystem(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(SafeFileHandle file);

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    /// <summary>Two <c>struct timespec</c>, as utimensat(2) takes them.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct AccessAndModification
    {
        public long AccessSeconds;
        public long AccessNanoseconds;
        public long ModifiedSeconds;
        public long ModifiedNanoseconds;
    }
}
