using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Files;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Programs;

/// <summary>Removes a tree, however deep it is: what lies too deep is moved up first.</summary>
internal static unsafe class RemoveProgram
{
    private const int MaxDepth = 128;
    private const int RemoveFolder = 0x200;

    public static int Run(byte[] path)
    {
        using var location = FileLocation.Find(path, follow: false);
        return HelperPrograms.Finish(Remove(location.Folder, location.Name, location.Require()));
    }

    /// <summary>Removes what has a name in a folder, with all that is in it.</summary>
    public static GuestTreeResult Remove(SafeFileHandle folder, byte[] name, FileStat stat)
    {
        long files = 0, folders = 0;
        if (stat.IsFolder)
        {
            using var top = Enter(folder, name);
            Empty(top, top, 1, ref files, ref folders);
        }
        Unlink(folder, name, stat.IsFolder);
        return new() { Files = files + (stat.IsFolder ? 0 : 1), Folders = folders + (stat.IsFolder ? 1 : 0) };
    }

    private static void Empty(SafeFileHandle folder, SafeFileHandle top, int depth, ref long files, ref long folders)
    {
        // Again until nothing is there: what is moved up appears behind the reader.
        for (var isEmpty = false; !isEmpty;)
        {
            isEmpty = true;
            var names = new FolderReader(folder, null, 1000);
            while (names.Next() is { } name)
            {
                if (FileStat.Find(folder, name) is not { } stat)
                    continue;
                isEmpty = false;
                if (stat.IsFolder && depth >= MaxDepth)
                {
                    MoveUp(folder, name, top);
                    continue;
                }
                if (stat.IsFolder)
                {
                    using var inner = Enter(folder, name);
                    Empty(inner, top, depth + 1, ref files, ref folders);
                }
                Unlink(folder, name, stat.IsFolder);
                (files, folders) = stat.IsFolder ? (files, folders + 1) : (files + 1, folders);
            }
        }
    }

    private static SafeFileHandle Enter(SafeFileHandle folder, byte[] name) =>
        FileSystem.Open(folder, name, Descriptors.Folder | Descriptors.NoFollow | Descriptors.NonBlocking);

    private static void MoveUp(SafeFileHandle folder, byte[] name, SafeFileHandle top)
    {
        byte* from = stackalloc byte[GuestPath.MaxLength + 1], to = stackalloc byte[GuestPath.MaxLength + 1];
        FileSystem.Terminate(name, from);
        FileSystem.Terminate(Encoding.ASCII.GetBytes($".warren-removed-{Random.Shared.NextInt64():x16}"), to);
        Check(Libc.renameat2(FileSystem.Number(folder), from, FileSystem.Number(top), to, 1));
    }

    private static void Unlink(SafeFileHandle folder, byte[] name, bool isFolder)
    {
        var path = stackalloc byte[GuestPath.MaxLength + 1];
        FileSystem.Terminate(name, path);
        if (Libc.unlinkat(FileSystem.Number(folder), path, isFolder ? RemoveFolder : 0) != 0 && Marshal.GetLastPInvokeError() != Errno.NoEntry)
            Check(-1);
    }

    private static void Check(int result)
    {
        if (result != 0)
            throw new NativeException("remove", Marshal.GetLastPInvokeError());
    }
}
