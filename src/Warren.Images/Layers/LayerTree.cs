using System.ComponentModel;
using Microsoft.Win32.SafeHandles;
using Warren.Api;
using Warren.Images.Native;

namespace Warren.Images.Layers;

/// <summary>
/// A folder on the host that is the root of a layer. Everything is done relative to its open descriptor and through
/// no link, so whatever the layer holds, nothing outside the folder is read or written. Paths are as
/// <see cref="LayerPath"/> gives them.
/// </summary>
internal sealed class LayerTree : IDisposable
{
    private const uint CharacterDevice = 0x2000, AllModes = 0xFFF;
    private readonly SafeFileHandle _root;

    public LayerTree(string folder) => _root = OpenRoot(folder);

    /// <summary>Makes a folder with every parent that is missing; one that exists takes the new attributes.</summary>
    public void MakeFolder(LayerPath path, EntryAttributes attributes)
    {
        using var parent = OpenParent(path);
        if (Stat(parent, path.Name) is not { } found)
            Libc.Check(Libc.MakeFolderAt(parent, path.Name, 0x1C0));
        else if (!found.IsDirectory)
            throw Refused($"'{path}' is both a folder and something else");
        using var folder = Opened(Libc.OpenAt(parent, path.Name, Libc.Folder | Libc.NoFollowOpen | Libc.CloseOnExec, 0));
        Apply(parent, path.Name, folder, attributes);
    }

    /// <summary>Makes a new file, in place of a file or link that was there, and lets the caller fill it.</summary>
    public void MakeFile(LayerPath path, EntryAttributes attributes, Action<FileStream> fill)
    {
        using var parent = OpenParent(path);
        MakeRoom(parent, path);
        var flags = Libc.WriteOnly | Libc.Create | Libc.Exclusive | Libc.NoFollowOpen | Libc.CloseOnExec;
        using var stream = new FileStream(Opened(Libc.OpenAt(parent, path.Name, flags, 0x180)), FileAccess.Write, bufferSize: 0);
        fill(stream);
        Apply(parent, path.Name, stream.SafeFileHandle, attributes);
    }

    /// <summary>Makes a symbolic link in place of a file or link that was there.</summary>
    public void MakeLink(LayerPath path, string target, EntryAttributes attributes)
    {
        using var parent = OpenParent(path);
        MakeRoom(parent, path);
        Libc.Check(Libc.LinkAt(target, parent, path.Name));
        Libc.Check(Libc.OwnAt(parent, path.Name, attributes.UserId, attributes.GroupId, Libc.NoFollow));
        var times = attributes.Times;
        Libc.Check(Libc.SetTimesAt(parent, path.Name, ref times, Libc.NoFollow));
    }

    /// <summary>Gives a file or link of this tree a second name.</summary>
    public void MakeHardLink(LayerPath path, LayerPath target)
    {
        if (path.Equals(target))
            throw Refused($"'{path}' is a hard link to itself");
        using var from = OpenFolder(target.Parent);
        if (from is null || Stat(from, target.Name) is not { } found || !(found.IsRegular || found.IsLink))
            throw Refused($"'{path}' is a hard link to '{target}', which is no file of the same layer");
        using var parent = OpenParent(path);
        MakeRoom(parent, path);
        Libc.Check(Libc.HardLinkAt(from, target.Name, parent, path.Name, 0));
    }

    /// <summary>
    /// Marks what lower layers have under this path as deleted. Where this layer has a folder there, the folder
    /// becomes opaque; where it has a file, that hides the lower one already.
    /// </summary>
    public void MakeWhiteout(LayerPath path)
    {
        using var parent = OpenParent(path);
        if (Stat(parent, path.Name) is { } found)
        {
            if (found.IsDirectory)
                MakeOpaque(path);
            return;
        }
        Libc.Check(Libc.MakeNodeAt(parent, path.Name, CharacterDevice, 0));
    }

    /// <summary>Hides everything that lower layers have in this folder.</summary>
    public void MakeOpaque(LayerPath path)
    {
        using var folder = OpenOrMake(path);
        Libc.Check(Libc.SetAttribute(folder, "trusted.overlay.opaque", "y"u8, 1, 0));
    }

    /// <summary>Removes a file, link or deletion; nothing happens where none is.</summary>
    public void RemoveFile(LayerPath path)
    {
        using var parent = OpenFolder(path.Parent);
        if (parent is not null && Stat(parent, path.Name) is { IsDirectory: false })
            Libc.Check(Libc.UnlinkAt(parent, path.Name, 0));
    }

    /// <summary>Sets a folder's time, which making its children had changed.</summary>
    public void SetFolderTime(LayerPath path, EntryAttributes attributes)
    {
        using var folder = OpenOrMake(path);
        var times = attributes.Times;
        Libc.Check(Libc.SetTimes(folder, ref times));
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    internal static WarrenException Refused(string what) => new(ErrorCode.InvalidRequest, $"The layer is refused: {what}.");

    private static SafeFileHandle OpenRoot(string folder) =>
        Opened(Libc.Open(folder, Libc.ReadOnly | Libc.Folder | Libc.NoFollowOpen | Libc.CloseOnExec, 0));

    private static SafeFileHandle Opened(SafeFileHandle handle)
    {
        if (!handle.IsInvalid)
            return handle;
        var failure = Libc.Failure();
        handle.Dispose();
        throw failure;
    }

    private static LinuxStat? Stat(SafeFileHandle folder, string name)
    {
        if (Libc.Stat(folder, name, Libc.NoFollow, Libc.BasicStats, out var stat) == 0)
            return stat;
        var failure = Libc.Failure();
        return failure.NativeErrorCode == Libc.NotFound ? null : throw failure;
    }

    private static void MakeRoom(SafeFileHandle parent, LayerPath path)
    {
        if (Stat(parent, path.Name) is not { } found)
            return;
        if (found.IsDirectory)
            throw Refused($"'{path}' is both a folder and something else");
        Libc.Check(Libc.UnlinkAt(parent, path.Name, 0));
    }

    private static void Apply(SafeFileHandle parent, string name, SafeFileHandle opened, EntryAttributes attributes)
    {
        // The owner first: chown(2) takes the set-user-id bit away again.
        Libc.Check(Libc.OwnAt(parent, name, attributes.UserId, attributes.GroupId, Libc.NoFollow));
        Libc.Check(Libc.ChangeMode(opened, (uint)attributes.Mode & AllModes));
        foreach (var (attribute, value) in attributes.Extended)
            Libc.Check(Libc.SetAttribute(opened, attribute, value, (nuint)value.Length, 0));
        var times = attributes.Times;
        Libc.Check(Libc.SetTimes(opened, ref times));
    }

    private SafeFileHandle OpenParent(LayerPath path) => OpenOrMake(path.Parent);

    private SafeFileHandle? OpenFolder(LayerPath path)
    {
        try
        {
            return Libc.OpenFolder(_root, path.IsRoot ? "." : path.Text);
        }
        catch (Win32Exception failure) when (failure.NativeErrorCode is Libc.TooManyLinks or Libc.NotFolder)
        {
            throw Refused($"'{path}' would be reached through a link or a file");
        }
    }

    private SafeFileHandle OpenOrMake(LayerPath path)
    {
        if (OpenFolder(path) is { } folder)
            return folder;
        // A layer may leave out the parents that a lower layer has; overlayfs then shows this folder's attributes.
        using var parent = OpenOrMake(path.Parent);
        if (Libc.MakeFolderAt(parent, path.Name, 0x1ED) < 0)
            throw Libc.Failure();
        return OpenFolder(path) ?? throw new IOException("A folder that was just made is gone.");
    }
}
