using Microsoft.Win32.SafeHandles;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Files;

/// <summary>
/// Lists what is in a folder and below it, a folder before what is in it. Links are not followed. What a page keeps
/// in memory does not depend on how much there is.
/// </summary>
internal sealed class TreeLister : IDisposable
{
    /// <summary>Deepest list.</summary>
    public const int MaxDepth = 64;

    /// <summary>Longest page.</summary>
    public const int MaxLimit = 1000;

    private const int FolderFlags = Descriptors.NonBlocking;
    private const int MaxBytes = 3 * 1024 * 1024;
    private const int EntryBytes = 512;
    private const int LetterBytes = 6; // a control character in JSON
    private const int Part = 1000;
    private const int DeepPart = 100;

    private readonly Stack<(FolderReader Reader, byte[] Prefix)> _levels = new();
    private readonly FileEntries _entries = new();
    private readonly byte[] _root;
    private readonly int _depth;

    private TreeLister(byte[] path, int depth, SafeFileHandle root, byte[]? after)
    {
        _root = [.. path.AsSpan().TrimEnd((byte)'/'), (byte)'/'];
        _depth = depth;
        Resume(root, after);
    }

    /// <summary>Gives a page.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="depth">1 for what is in it alone.</param>
    /// <param name="limit">Most entries.</param>
    /// <param name="after">The path from the folder on of the last entry of the page before.</param>
    public static GuestFileList Read(byte[] path, int depth, int limit, byte[]? after)
    {
        var root = FileSystem.Open(FileSystem.Nowhere, path, Descriptors.Folder | FolderFlags);
        using var lister = new TreeLister(path, depth, root, after);
        return lister.ReadPage(limit);
    }

    public void Dispose()
    {
        while (_levels.TryPop(out var level))
            level.Reader.Folder.Dispose();
    }

    private GuestFileList ReadPage(int limit)
    {
        var page = new List<GuestFileEntry>();
        byte[] last = [];
        for (var room = MaxBytes; ;)
        {
            if (Next() is not { } next)
                return new() { Entries = page };
            if (page.Count == limit || room <= 0)
                return new() { Entries = page, Next = GuestPath.Escape(last) };
            last = next.Path;
            room -= EntryBytes + (LetterBytes * (_root.Length + (2 * next.Path.Length)));
            page.Add(_entries.Describe([.. _root, .. next.Path], next.Stat, next.Target));
        }
    }

    private (byte[] Path, FileStat Stat, byte[]? Target)? Next()
    {
        while (_levels.TryPeek(out var level))
        {
            if (level.Reader.Next() is not { } name)
            {
                _levels.Pop().Reader.Folder.Dispose();
                continue;
            }
            if (FileStat.Find(level.Reader.Folder, name) is not { } stat)
                continue; // It went away meanwhile.
            byte[] path = [.. level.Prefix, .. name];
            var target = stat.IsLink ? TryReadLink(level.Reader.Folder, name) : null;
            if (stat.IsFolder)
                Enter(level.Reader.Folder, name, [.. path, (byte)'/'], null);
            return (path, stat, target);
        }
        return null;
    }

    private void Resume(SafeFileHandle root, byte[]? after)
    {
        var rest = after ?? [];
        var slash = rest.AsSpan().IndexOf((byte)'/');
        Push(root, [], rest.Length == 0 ? null : slash < 0 ? rest : rest[..slash]);
        for (var start = 0; start < rest.Length;)
        {
            var end = rest.AsSpan(start).IndexOf((byte)'/') is var length && length >= 0 ? start + length : rest.Length;
            var next = end + 1 < rest.Length ? rest.AsSpan(end + 1) : default;
            var cut = next.IndexOf((byte)'/');
            byte[]? inside = next.IsEmpty ? null : (cut < 0 ? next : next[..cut]).ToArray();
            if (!Enter(_levels.Peek().Reader.Folder, rest[start..end], [.. rest.AsSpan(0, end), (byte)'/'], inside))
                return;
            start = end + 1;
        }
    }

    // What cannot be entered is listed without what is in it.
    private bool Enter(SafeFileHandle folder, byte[] name, byte[] prefix, byte[]? after)
    {
        if (_levels.Count >= _depth)
            return false;
        try
        {
            Push(FileSystem.Open(folder, name, Descriptors.Folder | Descriptors.NoFollow | FolderFlags), prefix, after);
            return true;
        }
        catch (Exception failure) when (failure is NativeException or GuestFailure)
        {
            return false;
        }
    }

    private void Push(SafeFileHandle folder, byte[] prefix, byte[]? after) =>
        _levels.Push((new(folder, after, _levels.Count == 0 ? Part : DeepPart), prefix));

    private static byte[]? TryReadLink(SafeFileHandle folder, byte[] name)
    {
        try
        {
            return FileSystem.ReadLink(folder, name);
        }
        catch (NativeException)
        {
            return null;
        }
    }
}
