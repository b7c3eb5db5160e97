using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Files;

/// <summary>
/// A name in an opened folder, and what was found under it: what is done to it is done in that folder, whatever
/// becomes of the path meanwhile.
/// </summary>
internal sealed unsafe class FileLocation : IDisposable
{
    private const int MaxLinks = 40;

    private FileLocation(SafeFileHandle folder, byte[] name, FileStat? found) => (Folder, Name, Found) = (folder, name, found);

    public SafeFileHandle Folder { get; }

    public byte[] Name { get; }

    /// <summary>What was there; null for nothing.</summary>
    public FileStat? Found { get; }

    /// <summary>Finds where a path leads.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="follow">Whether a link as the last name stands for where it leads, be that missing.</param>
    /// <param name="createFolders">Whether missing folders on the way are made.</param>
    public static FileLocation Find(ReadOnlySpan<byte> path, bool follow, bool createFolders = false)
    {
        var (above, name) = FileSystem.SplitPath(path);
        var folder = FileSystem.OpenFolder(above, createFolders);
        try
        {
            for (var links = 0; ; links++)
            {
                var found = FileStat.Find(folder, name);
                if (!follow || found is not { IsLink: true })
                    return new(folder, name, found);
                if (links == MaxLinks)
                    throw new NativeException("open", Errno.Loop);
                (above, name) = FileSystem.SplitPath(FileSystem.ReadLink(folder, name));
                var next = FileSystem.Open(folder, above, Descriptors.PathOnly | Descriptors.Folder);
                folder.Dispose();
                folder = next;
            }
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>What has a name in a folder, whose descriptor is not taken over.</summary>
    public static FileLocation In(SafeFileHandle folder, byte[] name) =>
        new(new(folder.DangerousGetHandle(), ownsHandle: false), name, FileStat.Find(folder, name));

    /// <summary>What was there.</summary>
    /// <exception cref="NativeException">There was nothing.</exception>
    public FileStat Require() => Found ?? throw new NativeException("open", Errno.NoEntry);

    /// <summary>What is there now.</summary>
    public FileStat Look() => FileStat.Find(Folder, Name) ?? throw new NativeException("statx", Errno.NoEntry);

    /// <summary>Makes a folder of this name.</summary>
    public void MakeFolder(int mode)
    {
        var name = stackalloc byte[GuestPath.MaxLength + 1];
        FileSystem.Terminate(Name, name);
        Check("mkdir", Libc.mkdirat(FileSystem.Number(Folder), name, mode));
        Check("chmod", Libc.fchmodat(FileSystem.Number(Folder), name, mode, 0));
    }

    /// <summary>Changes permissions.</summary>
    public void ChangeMode(int mode)
    {
        var name = stackalloc byte[GuestPath.MaxLength + 1];
        FileSystem.Terminate(Name, name);
        Check("chmod", Libc.fchmodat(FileSystem.Number(Folder), name, mode, 0));
    }

    /// <summary>Removes a file or link, or a folder that is empty.</summary>
    public void Remove()
    {
        const int folderToo = 0x200;
        var name = stackalloc byte[GuestPath.MaxLength + 1];
        FileSystem.Terminate(Name, name);
        Check("unlink", Libc.unlinkat(FileSystem.Number(Folder), name, Require().IsFolder ? folderToo : 0));
    }

    /// <summary>Gives what is here another name.</summary>
    public void MoveTo(SafeFileHandle folder, ReadOnlySpan<byte> newName, bool overwrite)
    {
        const uint noReplace = 1;
        byte* from = stackalloc byte[GuestPath.MaxLength + 1], to = stackalloc byte[GuestPath.MaxLength + 1];
        FileSystem.Terminate(Name, from);
        FileSystem.Terminate(newName, to);
        Check("rename", Libc.renameat2(FileSystem.Number(Folder), from, FileSystem.Number(folder), to, overwrite ? 0 : noReplace));
    }

    public void Dispose() => Folder.Dispose();

    private static void Check(string call, int result)
    {
        if (result != 0)
            throw new NativeException(call, Marshal.GetLastPInvokeError());
    }
}
