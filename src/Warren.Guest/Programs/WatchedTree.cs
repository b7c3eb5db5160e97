using System.Text;
using Warren.Guest.Files;
using Warren.Guest.Native;

namespace Warren.Guest.Programs;

/// <summary>
/// The folders that are watched, by their numbers and paths. A path is text of one letter a byte, so that bytes that
/// are no UTF-8 survive.
/// </summary>
internal sealed class WatchedTree(Inotify inotify, bool isRecursive)
{
    private readonly Dictionary<int, string> _paths = [];
    private readonly Dictionary<string, int> _numbers = [];

    /// <summary>Whether folders below are watched too.</summary>
    public bool IsRecursive => isRecursive;

    /// <summary>Path of a watched folder; null where it is watched no more.</summary>
    public string? PathOf(int number) => _paths.GetValueOrDefault(number);

    /// <summary>Watches a folder, and those below where asked to.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="found">Gets what is in it already, once each, and whether that is a folder; null where nobody wants to know.</param>
    /// <returns>Whether it can be watched.</returns>
    public bool Add(string path, Action<string, bool>? found)
    {
        // The watch first, then the look: what comes in between is seen twice rather than never.
        if (inotify.Add(ToBytes(path)) is not { } number)
            return false;
        if (_paths.TryGetValue(number, out var before))
            _numbers.Remove(before);
        _paths[number] = path;
        _numbers[path] = number;
        if (isRecursive || found is not null)
            Look(path, found);
        return true;
    }

    /// <summary>A folder has another path.</summary>
    public void Move(string from, string to)
    {
        foreach (var (path, number) in Below(from))
        {
            var moved = to + path[from.Length..];
            _numbers.Remove(path);
            _numbers[moved] = number;
            _paths[number] = moved;
        }
    }

    /// <summary>A folder has left the tree.</summary>
    public void Leave(string path)
    {
        foreach (var (_, number) in Below(path))
        {
            inotify.Remove(number);
            Forget(number);
        }
    }

    /// <summary>A folder is watched no more.</summary>
    public void Forget(int number)
    {
        if (_paths.Remove(number, out var path) && _numbers.GetValueOrDefault(path) == number)
            _numbers.Remove(path);
    }

    /// <summary>A path of bytes.</summary>
    public static byte[] ToBytes(string path) => Encoding.Latin1.GetBytes(path);

    /// <summary>A path of letters.</summary>
    public static string FromBytes(ReadOnlySpan<byte> path) => Encoding.Latin1.GetString(path);

    /// <summary>A name in a folder.</summary>
    public static string Combine(string folder, string name) => folder == "/" ? "/" + name : $"{folder}/{name}";

    private void Look(string path, Action<string, bool>? found)
    {
        try
        {
            using var folder = FileSystem.Open(FileSystem.Nowhere, ToBytes(path), Descriptors.Folder | Descriptors.NoFollow | Descriptors.NonBlocking);
            var names = new FolderReader(folder, null, 1000);
            while (names.Next() is { } name)
            {
                if (FileStat.Find(folder, name) is not { } stat)
                    continue;
                var inner = Combine(path, FromBytes(name));
                found?.Invoke(inner, stat.IsFolder);
                if (stat.IsFolder && isRecursive)
                    Add(inner, found);
            }
        }
        catch (Exception failure) when (failure is NativeException or GuestFailure { Code: Protocol.GuestErrorCode.Forbidden })
        {
            // It is gone, or may not be read: then nothing below can be watched.
        }
    }

    private List<KeyValuePair<string, int>> Below(string path) =>
        [.. _numbers.Where(folder => folder.Key == path || folder.Key.StartsWith(path + "/", StringComparison.Ordinal))];
}
