using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;
using Warren.Guest.Files;
using Warren.Guest.Native;
using Warren.Guest.Protocol;

namespace Warren.Guest.Programs;

/// <summary>Goes through the files that a search or replacement chose, and writes its lines.</summary>
internal sealed class TextFiles : IDisposable
{
    private const int MaxTimeouts = 10;

    private readonly GuestSearchRequest _request;
    private readonly GlobFilter _globs;
    private readonly FileStream _output = HelperPrograms.OpenOutput();
    private readonly byte[] _root;
    private int _timeouts;

    public TextFiles(GuestSearchRequest request)
    {
        _request = request;
        _globs = new(request.Include, request.Exclude);
        _root = GuestPath.Unescape(request.Path) ?? throw GuestFailure.Invalid("the path is malformed");
    }

    public int Searched { get; private set; }

    public int Skipped { get; private set; }

    /// <summary>Meets every file until <paramref name="isFull"/>.</summary>
    /// <param name="visit">Gets the path and the open file; tells whether the file could be used.</param>
    /// <param name="isFull">Tells whether to stop.</param>
    public void ForEach(Func<byte[], SafeFileHandle, bool> visit, Func<bool> isFull)
    {
        var walk = new TreeWalk();
        try
        {
            using var location = FileLocation.Find(_root, follow: true);
            walk.Run(new(location.Folder, location.Name, [], location.Require()), node => Enter(node, visit, isFull));
        }
        catch (NativeException failure)
        {
            throw FileErrors.Describe(failure.Errno, _root);
        }
        Skipped += (int)walk.Skipped;
    }

    public void Write(GuestSearchLine line)
    {
        JsonSerializer.Serialize(_output, line, GuestJson.Default.GuestSearchLine);
        _output.WriteByte((byte)'\n');
    }

    public void Dispose() => _output.Dispose();

    private bool Enter(TreeNode node, Func<byte[], SafeFileHandle, bool> visit, Func<bool> isFull)
    {
        if (isFull())
            return false;
        var path = Encoding.UTF8.GetString(node.Path);
        if (node.Stat.IsFolder)
            return node.Path.Length == 0 || !_globs.Leaves(path);
        if (node.Stat.IsFile && (node.Path.Length == 0 || _globs.Takes(path)))
            TryVisit(node, visit);
        return false;
    }

    private void TryVisit(TreeNode node, Func<byte[], SafeFileHandle, bool> visit)
    {
        try
        {
            using var file = FileSystem.Open(node.Folder, node.Name, Descriptors.NonBlocking | Descriptors.NoFollow | Descriptors.NoControllingTerminal);
            byte[] path = node.Path.Length == 0 ? _root : [.. _root.AsSpan().TrimEnd((byte)'/'), (byte)'/', .. node.Path];
            if (FileStat.Of(file).IsFile && visit(path, file))
            {
                Searched++;
                return;
            }
        }
        catch (Exception failure) when (failure is NativeException { Errno: not (Errno.NoSpace or Errno.Quota) } or GuestFailure { Code: not GuestErrorCode.TooLarge })
        {
            // What cannot be read or written is counted.
        }
        catch (RegexMatchTimeoutException)
        {
            if (++_timeouts > MaxTimeouts)
                throw new GuestFailure(GuestErrorCode.TooLarge, $"the regular expression takes too long: {_request.Pattern}");
        }
        Skipped++;
    }
}
