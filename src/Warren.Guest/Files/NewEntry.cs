using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Files;

/// <summary>Makes files, folders and links in an opened folder; none of it follows a link.</summary>
internal static unsafe class NewEntry
{
    private const int OmitTime = (1 << 30) - 2; // UTIME_OMIT

    /// <summary>A file that was not there, for its owner alone until it has its mode.</summary>
    public static SafeFileHandle File(SafeFileHandle folder, byte[] name) => FileSystem.Open(
        folder, name, Descriptors.WriteOnly | Descriptors.Create | Descriptors.Exclusive | Descriptors.NoFollow, 0b110_000_000);

    /// <summary>A folder; <see langword="false"/> where the name is taken.</summary>
    public static bool Folder(SafeFileHandle folder, byte[] name, int mode)
    {
        var path = stackalloc byte[GuestPath.MaxLength + 1];
        FileSystem.Terminate(name, path);
        if (Libc.mkdirat(FileSystem.Number(folder), path, mode) == 0)
            return true;
        return Marshal.GetLastPInvokeError() is Errno.Exists ? false : throw new NativeException("mkdir", Marshal.GetLastPInvokeError());
    }

    /// <summary>A symbolic link.</summary>
    public static void Link(SafeFileHandle folder, byte[] name, ReadOnlySpan<byte> target)
    {
        byte* path = stackalloc byte[GuestPath.MaxLength + 1], text = stackalloc byte[GuestPath.MaxLength + 1];
        FileSystem.Terminate(name, path);
        FileSystem.Terminate(target, text);
        Check("symlink", Libc.symlinkat(text, FileSystem.Number(folder), path));
    }

    /// <summary>Another name of a file.</summary>
    public static void HardLink(SafeFileHandle folder, byte[] name, SafeFileHandle newFolder, byte[] newName)
    {
        byte* from = stackalloc byte[GuestPath.MaxLength + 1], to = stackalloc byte[GuestPath.MaxLength + 1];
        FileSystem.Terminate(name, from);
        FileSystem.Terminate(newName, to);
        Check("link", Libc.linkat(FileSystem.Number(folder), from, FileSystem.Number(newFolder), to, 0));
    }

    /// <summary>Removes a name that is no folder's.</summary>
    public static void Unlink(SafeFileHandle folder, byte[] name)
    {
        var path = stackalloc byte[GuestPath.MaxLength + 1];
        FileSystem.Terminate(name, path);
        Check("unlink", Libc.unlinkat(FileSystem.Number(folder), path, 0));
    }

    /// <summary>Sets the mode of an open file, and when its content was changed last.</summary>
    public static void Finish(SafeFileHandle file, int mode, long modifiedNs)
    {
        Check("chmod", Libc.fchmod(FileSystem.Number(file), mode));
        SetTime(file, ""u8, modifiedNs);
    }

    /// <summary>Sets when the content of a name in a folder, or of the open file for none, was changed last.</summary>
    public static void SetTime(SafeFileHandle at, ReadOnlySpan<byte> name, long modifiedNs)
    {
        const int noFollow = 0x100;
        var path = stackalloc byte[GuestPath.MaxLength + 1];
        FileSystem.Terminate(name, path);
        var seconds = Math.DivRem(modifiedNs, 1_000_000_000, out var rest);
        if (rest < 0)
            (seconds, rest) = (seconds - 1, rest + 1_000_000_000);
        var times = stackalloc long[4] { 0, OmitTime, seconds, rest };
        Check("utimensat", name.IsEmpty ? Libc.futimens(FileSystem.Number(at), times) : Libc.utimensat(FileSystem.Number(at), path, times, noFollow));
    }

    /// <summary>Writes all bytes.</summary>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
            for (nint done = 0; done < data.Length;)
            {
                var written = Libc.write(FileSystem.Number(file), start + done, data.Length - done);
                if (written < 0 && Marshal.GetLastPInvokeError() != Errno.Interrupted)
                    throw new NativeException("write", Marshal.GetLastPInvokeError());
                done += Math.Max(written, 0);
            }
    }

    /// <summary>Reads at an offset; 0 at the end.</summary>
    public static int Read(SafeFileHandle file, Span<byte> target, long offset)
    {
        fixed (byte* start = target)
        {
            var read = Libc.pread(FileSystem.Number(file), start, target.Length, offset);
            return read >= 0 ? (int)read : throw new NativeException("read", Marshal.GetLastPInvokeError());
        }
    }

    private static void Check(string call, int result)
    {
        if (result != 0)
            throw new NativeException(call, Marshal.GetLastPInvokeError());
    }
}
