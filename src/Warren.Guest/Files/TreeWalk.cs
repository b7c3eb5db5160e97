using Microsoft.Win32.SafeHandles;
using Warren.Guest.Native;

namespace Warren.Guest.Files;

/// <summary>Goes through a tree in the order of its paths, by descriptors of its folders, whatever becomes of their paths meanwhile.</summary>
internal sealed class TreeWalk
{
    private const int MaxDepth = 512;
    private const int Part = 512;

    private readonly Stack<(TreeNode Node, FolderReader Reader)> _levels = new();

    /// <summary>What could not be entered, or is too deep.</summary>
    public long Skipped { get; private set; }

    /// <summary>Meets everything.</summary>
    /// <param name="root">Where the tree begins.</param>
    /// <param name="enter">Is called before what is in a folder; tells whether to go there.</param>
    /// <param name="leave">Is called behind it.</param>
    public void Run(TreeNode root, Func<TreeNode, bool> enter, Action<TreeNode>? leave = null)
    {
        try
        {
            if (enter(root) && root.Stat.IsFolder)
                TryPush(root);
            while (_levels.TryPeek(out var level))
            {
                if (level.Reader.Next() is not { } name)
                {
                    Pop(leave);
                    continue;
                }
                if (FileStat.Find(level.Reader.Folder, name) is not { } stat)
                    continue; // It went away meanwhile.
                byte[] path = level.Node.Path.Length == 0 ? name : [.. level.Node.Path, (byte)'/', .. name];
                var node = new TreeNode(level.Reader.Folder, name, path, stat);
                if (enter(node) && stat.IsFolder && !TryPush(node))
                    leave?.Invoke(node);
            }
        }
        finally
        {
            while (_levels.TryPop(out var level))
                level.Reader.Folder.Dispose();
        }
    }

    private void Pop(Action<TreeNode>? leave)
    {
        var (node, reader) = _levels.Pop();
        reader.Folder.Dispose();
        leave?.Invoke(node);
    }

    private bool TryPush(TreeNode node)
    {
        try
        {
            if (_levels.Count >= MaxDepth)
                throw new NativeException("open", Errno.NameTooLong);
            SafeFileHandle folder = FileSystem.Open(node.Folder, node.Name, Descriptors.Folder | Descriptors.NoFollow | Descriptors.NonBlocking);
            _levels.Push((node, new(folder, null, Part)));
            return true;
        }
        catch (Exception failure) when (failure is NativeException or GuestFailure && _levels.Count > 0)
        {
            Skipped++;
            return false;
        }
    }
}
