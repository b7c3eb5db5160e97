using System.Text;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Files;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Programs;

/// <summary>
/// The folder that an archive is unpacked into. Each name of an entry's path is entered by itself and no link is
/// followed, be it the archive's or one that was there: so nothing is written outside of the folder.
/// </summary>
internal sealed class ExtractTarget(SafeFileHandle root)
{
    private const int ReadableFolder = 0b111_000_000;
    private const int Permissions = 0b111_111_111;
    private const int MaxDepth = 512;

    private long _files, _folders, _links, _bytes, _skipped;

    public GuestTreeResult Result => new() { Files = _files, Folders = _folders, Links = _links, Bytes = _bytes, Skipped = _skipped };

    public void AddFolder(string path, int mode)
    {
        var parts = Split(path);
        if (parts is { Count: 0 })
            return; // The folder itself.
        Add(parts, (folder, name) =>
        {
            if (!NewEntry.Folder(folder, name, ReadableFolder) && FileStat.Find(folder, name) is not { IsFolder: true })
                throw new NativeException("mkdir", Errno.NotFolder);
            using var made = FileLocation.In(folder, name);
            made.ChangeMode((mode & Permissions) | ReadableFolder);
            _folders++;
        });
    }

    public void AddFile(string path, int mode, DateTimeOffset modified, Stream? content) => Add(Split(path), (folder, name) =>
    {
        Clear(folder, name);
        using var file = NewEntry.File(folder, name);
        var buffer = new byte[GuestProtocol.MaxChunk];
        for (int count; content is not null && (count = content.Read(buffer)) > 0; _bytes += count)
            NewEntry.Write(file, buffer.AsSpan(0, count));
        NewEntry.Finish(file, mode & Permissions, (modified - DateTimeOffset.UnixEpoch).Ticks * 100);
        _files++;
    });

    public void AddLink(string path, string target) => Add(Split(path), (folder, name) =>
    {
        Clear(folder, name);
        NewEntry.Link(folder, name, Encoding.UTF8.GetBytes(target));
        _links++;
    });

    /// <summary>A second name of a file that was unpacked before.</summary>
    public void AddHardLink(string path, string target) => Add(Split(path), (folder, name) =>
    {
        if (Split(target) is not { Count: > 0 } parts)
            throw new NativeException("link", Errno.Invalid);
        using var from = Enter(parts, create: false);
        if (FileStat.Find(from, parts[^1]) is not { IsFile: true })
            throw new NativeException("link", Errno.NoEntry);
        Clear(folder, name);
        NewEntry.HardLink(from, parts[^1], folder, name);
        _links++;
    });

    /// <summary>Counts what is not unpacked.</summary>
    public void Skip() => _skipped++;

    // Null where a path leads out, by whatever it says.
    private static List<byte[]>? Split(string path)
    {
        List<byte[]> parts = [];
        foreach (var part in path.Split('/'))
            if (part == ".." || part.Contains('\0'))
                return null;
            else if (part is not ("" or "."))
                parts.Add(Encoding.UTF8.GetBytes(part));
        return parts.Count <= MaxDepth ? parts : null;
    }

    private void Add(List<byte[]>? parts, Action<SafeFileHandle, byte[]> make)
    {
        if (parts is not { Count: > 0 })
        {
            _skipped++;
            return;
        }
        try
        {
            using var folder = Enter(parts, create: true);
            make(folder, parts[^1]);
        }
        catch (NativeException failure) when (failure.Errno is not (Errno.NoSpace or Errno.Quota))
        {
            _skipped++; // A link is in the way, or a folder, or it may not be written.
        }
    }

    private SafeFileHandle Enter(List<byte[]> parts, bool create)
    {
        var at = FileSystem.Open(root, "."u8, Descriptors.PathOnly | Descriptors.Folder);
        foreach (var part in parts.SkipLast(1))
        {
            using var above = at;
            if (create && NewEntry.Folder(at, part, 0b111_101_101))
                _folders++;
            at = FileSystem.Open(above, part, Descriptors.PathOnly | Descriptors.Folder | Descriptors.NoFollow);
        }
        return at;
    }

    private static void Clear(SafeFileHandle folder, byte[] name)
    {
        if (FileStat.Find(folder, name) is { IsFolder: false })
            NewEntry.Unlink(folder, name);
    }
}
