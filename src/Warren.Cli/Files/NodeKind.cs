using System.Runtime.InteropServices;

namespace Warren.Cli.Files;

/// <summary>Tells regular files from pipes, sockets and devices, which to open may wait and to read may never end.</summary>
internal static partial class NodeKind
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint WantsType = 0x1; // STATX_TYPE
    private const int ModeOffset = 28; // struct statx, the same on every architecture (statx(2))
    private const int TypeMask = 0xf000; // S_IFMT
    private const int Regular = 0x8000; // S_IFREG

    /// <summary>Whether a path is a regular file.</summary>
    public static bool IsRegular(string path)
    {
        Span<byte> buffer = stackalloc byte[256];
        return Statx(CurrentFolder, path, NoFollow, WantsType, buffer) == 0
            && (MemoryMarshal.Read<ushort>(buffer[ModeOffset..]) & TypeMask) == Regular;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> buffer);
}
