using Microsoft.Win32.SafeHandles;
using Warren.Api;
using Warren.Drivers.Oci.Linux;

namespace Warren.Drivers.Oci.Rootfs;

/// <summary>
/// A sandbox's root file system: the image's layers, read-only and shared by all, under the sandbox's own disk,
/// with owners mapped to the sandbox's id range on both. It is mounted on the host only until the runtime has it:
/// then the sandbox's own mount namespace holds it, and it ends with that, whoever is alive to clean up.
/// </summary>
internal sealed class RootfsMount : IDisposable
{
    private readonly Stack<string> _mounted = new();

    private readonly uint _mappedRoot;

    private RootfsMount(string path, uint mappedRoot) => (Path, _mappedRoot) = (path, mappedRoot);

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Where the folder with the guest's program can be reached by the sandbox's root, too.</summary>
    public string GuestFolder { get; private set; } = "";

    /// <summary>
    /// Mounts a folder inside, at a path of the sandbox's, whose missing folders are made. Nothing of the sandbox runs
    /// yet, but what it left on its disk may hold links: none is followed.
    /// </summary>
    /// <param name="tree">A mount that is not in the tree yet.</param>
    /// <param name="target">Absolute path inside.</param>
    public void Attach(SafeFileHandle tree, string target)
    {
        // It goes with the mount of the root file system: to unmount it by its path, that would have to be trusted.
        using var folder = OpenInside(target);
        Mounts.Attach(tree, folder);
    }

    /// <summary>Makes a folder inside, of the sandbox's root, where it is missing.</summary>
    public void MakeFolder(string target) => OpenInside(target).Dispose();

    /// <summary>Mounts another disk inside, or one folder of it, with mapped owners.</summary>
    public void AttachDisk(string target, string disk, SafeFileHandle userNamespace, string? of = null)
    {
        var plain = Sub(System.IO.Path.GetDirectoryName(Path)!, "other");
        using (var loop = LoopDevice.Attach(disk))
            Mounts.Mount(loop.Path, plain, "ext4", "noinit_itable,errors=remount-ro");
        try
        {
            using var folder = FolderHandle.Open(of is null ? plain : System.IO.Path.Combine(plain, of));
            using var tree = Mounts.CloneIdMapped(folder, userNamespace, readOnly: false);
            Attach(tree, target);
        }
        finally
        {
            Mounts.Unmount(plain);
        }
    }

    /// <summary>Mounts the image's layers inside, read-only and without anything of the sandbox's.</summary>
    public void AttachImage(string target, IReadOnlyList<string> layers, SafeFileHandle userNamespace)
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        var lowers = MountLayers(folder, layers, userNamespace);
        var image = lowers[0];
        if (lowers.Length > 1)
        {
            image = Sub(folder, "image");
            MountOverlay(folder, image, hidden => $"lowerdir={string.Join(':', lowers.Select(hidden))}");
        }
        using (var top = FolderHandle.Open(image))
        using (var tree = Mounts.Clone(top))
            Attach(tree, target);
        Unmount(Path, GuestFolder);
    }

    /// <summary>
    /// Shows a folder of ours, to which the sandbox's root may have no way, beside the root file system.
    /// </summary>
    public void BindGuestFolder(string source)
    {
        GuestFolder = Sub(System.IO.Path.GetDirectoryName(Path)!, "guest");
        Mounts.Bind(source, GuestFolder);
        _mounted.Push(GuestFolder);
    }

    /// <summary>Mounts it below a folder of the sandbox's own that only root can change.</summary>
    /// <param name="folder">Folder for mount points, reachable by everybody because the sandbox's root walks it.</param>
    /// <param name="disk">The sandbox's disk.</param>
    /// <param name="layers">The image's unpacked layers, lowest first.</param>
    /// <param name="userNamespace">The mapping of owners.</param>
    /// <param name="mappedRoot">The host's id for the sandbox's root in that mapping.</param>
    public static RootfsMount Mount(string folder, string disk, IReadOnlyList<string> layers, SafeFileHandle userNamespace, uint mappedRoot)
    {
        var mount = new RootfsMount(Directory.CreateDirectory(System.IO.Path.Combine(folder, "rootfs")).FullName, mappedRoot);
        try
        {
            var writable = mount.MountDisk(disk, Sub(folder, "disk"), Sub(folder, "mapped"), userNamespace);
            var lowers = mount.MountLayers(folder, layers, userNamespace);
            mount.MountOverlay(folder, mount.Path,
                hidden => $"lowerdir={string.Join(':', lowers.Select(hidden))},upperdir={hidden(writable)}/upper,workdir={hidden(writable)}/work");
            Mounts.MakePrivate(mount.Path);
            // The overlay holds its layers itself; the paths to them are needed no longer.
            mount.Unmount(mount.Path);
            return mount;
        }
        catch
        {
            mount.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Unmount();

    private string MountDisk(string disk, string plain, string mapped, SafeFileHandle userNamespace)
    {
        using (var loop = LoopDevice.Attach(disk))
            Mounts.Mount(loop.Path, plain, "ext4", "noinit_itable,errors=remount-ro");
        _mounted.Push(plain);
        Mounts.BindIdMapped(plain, mapped, userNamespace, readOnly: false);
        _mounted.Push(mapped);
        return mapped;
    }

    // The topmost first, as overlayfs wants them.
    private string[] MountLayers(string folder, IReadOnlyList<string> layers, SafeFileHandle userNamespace)
    {
        var lowers = new string[layers.Count];
        for (var i = 0; i < layers.Count; i++)
        {
            lowers[^(i + 1)] = Sub(folder, $"l{i}");
            Mounts.BindIdMapped(layers[i], lowers[^(i + 1)], userNamespace, readOnly: true);
            _mounted.Push(lowers[^(i + 1)]);
        }
        return lowers;
    }

    // The sandbox can read these options: by descriptor they tell nothing of where things are on the host.
    private void MountOverlay(string folder, string target, Func<Func<string, string>, string> options)
    {
        using var run = FolderHandle.Open(folder);
        using (FileSystemIdentity.Assume(_mappedRoot))
            Mounts.Mount("overlay", target, "overlay", options(path => FolderHandle.PathOf(run) + path[folder.Length..]));
        _mounted.Push(target);
    }

    private SafeFileHandle OpenInside(string target)
    {
        using var identity = FileSystemIdentity.Assume(_mappedRoot);
        var folder = FolderHandle.Open(Path);
        foreach (var name in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var parent = folder;
            using (parent)
                folder = FolderHandle.OpenOrMakeChild(parent, name) ?? throw new WarrenException(
                    ErrorCode.InvalidState, $"'{name}' on the way to the mount's target {target} is a link or a file in the sandbox; remove it or choose another target.");
        }
        return folder;
    }

    private void Unmount(params ReadOnlySpan<string> except)
    {
        var kept = new Stack<string>();
        while (_mounted.TryPop(out var point))
            if (except.Contains(point))
                kept.Push(point);
            else
                Mounts.Unmount(point);
        while (kept.TryPop(out var point))
            _mounted.Push(point);
    }

    private static string Sub(string folder, string name) => Directory.CreateDirectory(System.IO.Path.Combine(folder, name)).FullName;
}
