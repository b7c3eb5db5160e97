using System.Text;
using System.Text.Json;
using Warren.Guest.Files;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Programs;

/// <summary>
/// Writes what happens to files, a line of JSON each, until it is killed or what it watches is gone. Files on their way
/// through the files API are not told of before they have their names.
/// </summary>
internal sealed class WatchProgram : IDisposable
{
    private const int MoveGap = 20; // milliseconds between the halves of a move, should they come apart

    private readonly Inotify _inotify = new();
    private readonly FileStream _output = HelperPrograms.OpenOutput();
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly WatchedTree _tree;
    private readonly string _root;
    private readonly string? _file;
    private readonly Dictionary<uint, (string Path, bool IsFolder)> _moving = [];
    private readonly HashSet<string> _announced = [];
    private (string Type, string Path) _last;
    private long _seq;
    private bool _isGone;

    private WatchProgram(byte[] path, bool isRecursive)
    {
        using var location = FileLocation.Find(path, follow: true);
        var isFolder = location.Require().IsFolder;
        using var opened = isFolder ? FileSystem.Open(location.Folder, location.Name, Descriptors.Folder | Descriptors.NonBlocking) : null;
        _tree = new(_inotify, isFolder && isRecursive);
        // A file is replaced rather than written by many programs: its folder tells of that.
        var (folder, name) = isFolder ? (path, null) : FileSystem.SplitPath(path);
        _root = WatchedTree.FromBytes(folder.AsSpan().TrimEnd((byte)'/')) is { Length: > 0 } root ? root : "/";
        _file = name is null ? null : WatchedTree.Combine(_root, WatchedTree.FromBytes(name));
    }

    public static int Run(byte[] path, bool isRecursive)
    {
        using var watch = new WatchProgram(path, isRecursive);
        watch.Begin();
        while (!watch._isGone)
            watch.Serve();
        return 0;
    }

    public void Dispose() => _output.Dispose();

    private void Begin()
    {
        if (!_tree.Add(_root, found: null))
            throw new NativeException("inotify_add_watch", Errno.Access);
        Write("started", _file ?? _root, null, _file is null, 0);
        _output.Flush();
    }

    private void Serve()
    {
        var events = _inotify.Read(_moving.Count > 0 ? MoveGap : _announced.Count > 0 ? 0 : -1);
        if (events.Count == 0)
        {
            foreach (var (path, isFolder) in _moving.Values)
                Disappear(path, isFolder);
            _moving.Clear();
            _announced.Clear();
        }
        foreach (var happened in events)
            Handle(happened);
        _last = default;
        _output.Flush();
    }

    private void Handle(InotifyEvent happened)
    {
        if (happened.Has(Inotify.Overflow))
            Recover();
        else if (_tree.PathOf(happened.Folder) is { } folder)
        {
            if (happened.Name.Length > 0)
                HandleEntry(happened, WatchedTree.Combine(folder, WatchedTree.FromBytes(happened.Name)), happened.Has(Inotify.IsFolder));
            else
                HandleFolder(happened, folder);
        }
    }

    private void HandleFolder(InotifyEvent happened, string folder)
    {
        if (happened.Has(Inotify.Ignored))
            _tree.Forget(happened.Folder);
        if (folder != _root)
            return; // Its folder tells.
        if (happened.Has(Inotify.Attributes))
            Tell("attributes", folder, null, isFolder: true);
        if (happened.Has(Inotify.DeleteSelf | Inotify.MoveSelf | Inotify.Ignored) && !_isGone)
        {
            Tell("deleted", folder, null, isFolder: true);
            _isGone = true;
        }
    }

    private void HandleEntry(InotifyEvent happened, string path, bool isFolder)
    {
        var isTemporary = happened.Name.AsSpan().StartsWith(Encoding.ASCII.GetBytes(FileUpload.TemporaryPrefix));
        if (happened.Has(Inotify.MovedTo))
            Arrive(path, isFolder, happened.Cookie);
        else if (happened.Has(Inotify.MovedFrom))
        {
            if (!isTemporary)
                _moving[happened.Cookie] = (path, isFolder);
        }
        else if (isTemporary)
            return;
        else if (happened.Has(Inotify.Create))
            Appear(path, isFolder);
        else if (happened.Has(Inotify.Delete))
            Disappear(path, isFolder);
        else
            Tell(happened.Has(Inotify.Modify) ? "modified" : "attributes", path, null, isFolder);
    }

    private void Arrive(string path, bool isFolder, uint cookie)
    {
        if (!_moving.Remove(cookie, out var from))
        {
            Appear(path, isFolder);
            return;
        }
        if (isFolder)
            _tree.Move(from.Path, path);
        _announced.Remove(from.Path);
        Tell("moved", path, from.Path, isFolder);
    }

    private void Appear(string path, bool isFolder)
    {
        if (_announced.Remove(path))
            return; // It was found in its new folder before the kernel told of it.
        Tell("created", path, null, isFolder);
        if (isFolder && _file is null)
            Enter(path);
    }

    private void Enter(string folder)
    {
        if (_tree.IsRecursive)
            _tree.Add(folder, (path, isFolder) =>
            {
                if (_announced.Add(path))
                    Tell("created", path, null, isFolder);
            });
    }

    private void Disappear(string path, bool isFolder)
    {
        _announced.Remove(path);
        if (isFolder)
            _tree.Leave(path);
        Tell("deleted", path, null, isFolder);
    }

    // Folders that were made meanwhile are not watched yet.
    private void Recover()
    {
        Tell("overflow", _file ?? _root, null, _file is null);
        _moving.Clear();
        _announced.Clear();
        _tree.Add(_root, found: null);
    }

    private void Tell(string type, string path, string? from, bool isFolder)
    {
        if ((_file is not null && path != _file && from != _file && type != "overflow") || (type == "modified" && _last == (type, path)))
            return;
        _last = (type, path);
        Write(type, path, from, isFolder, ++_seq);
    }

    private void Write(string type, string path, string? from, bool isFolder, long seq)
    {
        JsonSerializer.Serialize(
            _output,
            new() { Seq = seq, Type = type, Path = Show(path), From = from is null ? null : Show(from), IsFolder = isFolder, Time = _time.GetUtcNow() },
            GuestJson.Default.GuestFileEvent);
        _output.WriteByte((byte)'\n');
    }

    private static string Show(string path) => Encoding.UTF8.GetString(WatchedTree.ToBytes(path));
}
