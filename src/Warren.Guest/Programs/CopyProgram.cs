using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Files;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Programs;

/// <summary>Copies a tree. A single file appears whole or not at all; of a folder that fails nothing is left.</summary>
internal sealed unsafe class CopyProgram
{
    private const nuint CloneFile = 0x40049409; // FICLONE
    private const int AtOnce = 1 << 30;

    private readonly Stack<SafeFileHandle> _targets = new();
    private readonly byte[] _name;
    private FileStat? _made;
    private long _files, _folders, _links, _bytes, _skipped;

    private CopyProgram(SafeFileHandle folder, byte[] name)
    {
        _targets.Push(folder);
        _name = name;
    }

    public static int Run(byte[] from, byte[] to, bool overwrite)
    {
        using var source = FileLocation.Find(from, follow: false);
        var root = source.Require();
        using var target = FileLocation.Find(to, follow: false);
        if (target.Found is { } found && (!overwrite || found.IsFolder || root.IsFolder))
            throw new NativeException("copy", Errno.Exists);
        // Under another name until it is whole.
        var name = Encoding.ASCII.GetBytes($"{FileUpload.TemporaryPrefix}{Random.Shared.NextInt64():x16}");
        var copy = new CopyProgram(target.Folder, name);
        try
        {
            copy.Run(new(source.Folder, source.Name, [], root));
            if (copy._files + copy._folders + copy._links == 0)
                throw GuestFailure.Invalid("pipes, sockets and devices are not copied");
            using var made = FileLocation.In(target.Folder, name);
            made.MoveTo(target.Folder, target.Name, overwrite);
        }
        catch
        {
            if (FileStat.Find(target.Folder, name) is { } left)
                RemoveProgram.Remove(target.Folder, name, left);
            throw;
        }
        return HelperPrograms.Finish(new()
        {
            Files = copy._files, Folders = copy._folders, Links = copy._links, Bytes = copy._bytes, Skipped = copy._skipped,
        });
    }

    private void Run(TreeNode root)
    {
        var walk = new TreeWalk();
        walk.Run(root, Enter, Leave);
        if (walk.Skipped > 0)
            throw new GuestFailure(GuestErrorCode.Forbidden, $"{walk.Skipped} folders cannot be read, or are too deep; nothing was copied");
    }

    private bool Enter(TreeNode node)
    {
        var (folder, name) = (_targets.Peek(), node.Path.Length == 0 ? _name : node.Name);
        if (node.Stat.IsFolder)
        {
            if (_made is { } made && made.Inode == node.Stat.Inode && made.Device == node.Stat.Device)
                return false; // The copy itself, where a folder is copied into itself.
            NewEntry.Folder(folder, name, 0b111_000_000);
            var inner = FileSystem.Open(folder, name, Descriptors.Folder | Descriptors.NoFollow);
            _made ??= FileStat.Of(inner);
            _targets.Push(inner);
            _folders++;
            return true;
        }
        if (node.Stat.IsLink)
        {
            NewEntry.Link(folder, name, FileSystem.ReadLink(node.Folder, node.Name));
            NewEntry.SetTime(folder, name, node.Stat.ModifiedNs);
            _links++;
        }
        else if (node.Stat.IsFile)
            CopyFile(node, folder, name);
        else
            _skipped++;
        return false;
    }

    private void Leave(TreeNode node)
    {
        using var folder = _targets.Pop();
        NewEntry.Finish(folder, node.Stat.Permissions, node.Stat.ModifiedNs);
    }

    private void CopyFile(TreeNode node, SafeFileHandle folder, byte[] name)
    {
        using var from = FileSystem.Open(node.Folder, node.Name, Descriptors.NonBlocking | Descriptors.NoFollow | Descriptors.NoControllingTerminal);
        var stat = FileStat.Of(from);
        if (!stat.IsFile)
        {
            _skipped++;
            return;
        }
        using var to = NewEntry.File(folder, name);
        if (Libc.ioctl(FileSystem.Number(to), CloneFile, (int*)(nint)FileSystem.Number(from)) == 0)
            _bytes += stat.Size;
        else
            _bytes += CopyBytes(from, to);
        NewEntry.Finish(to, stat.Permissions, stat.ModifiedNs);
        _files++;
    }

    private static long CopyBytes(SafeFileHandle from, SafeFileHandle to)
    {
        long offset = 0;
        while (true)
        {
            var count = Libc.copy_file_range(FileSystem.Number(from), &offset, FileSystem.Number(to), null, AtOnce, 0);
            if (count > 0)
                continue;
            if (count == 0 && offset > 0)
                return offset;
            // Between some file systems the kernel does not copy, or copies nothing.
            if (count == 0 || Marshal.GetLastPInvokeError() is Errno.CrossDevice or Errno.Invalid or Errno.NotImplemented or Errno.NotSupported)
                return CopyByHand(from, to, offset);
            throw new NativeException("copy_file_range", Marshal.GetLastPInvokeError());
        }
    }

    private static long CopyByHand(SafeFileHandle from, SafeFileHandle to, long offset)
    {
        var buffer = new byte[GuestProtocol.MaxChunk];
        for (int count; (count = NewEntry.Read(from, buffer, offset)) > 0; offset += count)
            NewEntry.Write(to, buffer.AsSpan(0, count));
        return offset;
    }
}
