using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Warren.Api.Local;

/// <summary>Reads and sets the user that a file belongs to.</summary>
public static partial class FileOwner
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint WantsUser = 0x8; // STATX_UID
    private const int UserOffset = 20; // struct statx, the same on every architecture (statx(2))

    /// <summary>The effective user id of this process.</summary>
    public static uint Current => GetEffectiveUser();

    /// <summary>The user id that owns a file, or the link itself where it is one.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static uint Read(string path)
    {
        Span<byte> buffer = stackalloc byte[256];
        if (Statx(CurrentFolder, path, NoFollow, WantsUser, buffer) != 0)
            throw Failure(path);
        return BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReadUInt32LittleEndian(buffer[UserOffset..])
            : BinaryPrimitives.ReadUInt32BigEndian(buffer[UserOffset..]);
    }

    /// <summary>Gives a file to a user, following no link; its group becomes the one given.</summary>
    /// <exception cref="IOException">It may not be changed.</exception>
    public static void Give(string path, uint user, uint group)
    {
        if (ChangeOwner(path, user, group) != 0)
            throw Failure(path);
    }

    private static IOException Failure(string path) =>
        new($"{path}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> buffer);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
