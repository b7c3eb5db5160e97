using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Files;

/// <summary>What statx(2) tells of a file; its layout is the same on all architectures.</summary>
internal readonly record struct FileStat(int Mode, int Links, int Uid, int Gid, ulong Inode, long Size, long ModifiedNs, long AccessedNs, ulong Device, ulong? Mount)
{
    private const int Size256 = 256;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicAndMount = 0x17FF;
    private const uint MountBit = 0x1000;

    public int Type => Mode & GuestFileEntry.TypeMask;
    public bool IsFile => Type == GuestFileEntry.RegularFile;
    public bool IsFolder => Type == GuestFileEntry.Folder;
    public bool IsLink => Type == GuestFileEntry.Link;
    public int Permissions => Mode & 0xFFF;

    /// <summary>Of an open file.</summary>
    public static FileStat Of(SafeFileHandle file) =>
        TryRead(file, ""u8, EmptyPath, out var stat) ? stat : throw new NativeException("statx", Marshal.GetLastPInvokeError());

    /// <summary>Of a name in a folder, links not followed; null where there is none.</summary>
    public static FileStat? Find(SafeFileHandle folder, ReadOnlySpan<byte> name) =>
        TryRead(folder, name, NoFollow, out var stat) ? stat
        : Marshal.GetLastPInvokeError() is Errno.NoEntry ? null
        : throw new NativeException("statx", Marshal.GetLastPInvokeError());

    private static unsafe bool TryRead(SafeFileHandle at, ReadOnlySpan<byte> name, int flags, out FileStat stat)
    {
        var result = stackalloc byte[Size256];
        var path = stackalloc byte[GuestPath.MaxLength + 1];
        FileSystem.Terminate(name, path);
        var found = Libc.statx(FileSystem.Number(at), path, flags, BasicAndMount, result) == 0;
        stat = found ? Parse(result) : default;
        return found;
    }

    // struct statx, from linux/stat.h.
    private static unsafe FileStat Parse(byte* raw) => new(
        *(ushort*)(raw + 28),
        *(int*)(raw + 16),
        *(int*)(raw + 20),
        *(int*)(raw + 24),
        *(ulong*)(raw + 32),
        *(long*)(raw + 40),
        (*(long*)(raw + 112) * 1_000_000_000) + *(uint*)(raw + 120),
        (*(long*)(raw + 64) * 1_000_000_000) + *(uint*)(raw + 72),
        ((ulong)*(uint*)(raw + 136) << 32) | *(uint*)(raw + 140),
        (*(uint*)raw & MountBit) != 0 ? *(ulong*)(raw + 144) : null);
}
