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

    private RootfsMount(string path) => Path = path;

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
    /// <param name="mappedRoot">The host's id for the sandbox's root, who owns what is made.</param>
    public void Attach(SafeFileHandle tree, string target, uint mappedRoot)
    {
        // It goes with the mount of the root file system: to unmount it by its path, that would have to be trusted.
        using var folder = OpenInside(target, mappedRoot);
        Mounts.Attach(tree, folder);
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
        var mount = new RootfsMount(Directory.CreateDirectory(System.IO.Path.Combine(folder, "rootfs")).FullName);
        try
        {
            var writable = mount.MountDisk(disk, Sub(folder, "disk"), Sub(folder, "mapped"), userNamespace);
            var lowers = new string[layers.Count];
            for (var i = 0; i < layers.Count; i++)
            {
                // overlayfs wants the topmost first.
                lowers[^(i + 1)] = Sub(folder, $"l{i}");
                Mounts.BindIdMapped(layers[i], lowers[^(i + 1)], userNamespace, readOnly: true);
                mount._mounted.Push(lowers[^(i + 1)]);
            }
            // The sandbox can read these options: by descriptor they tell nothing of where things are on the host.
            using (var run = FolderHandle.Open(folder))
            {
                string hidden(string path) => FolderHandle.PathOf(run) + path[folder.Length..];
                using (FileSystemIdentity.Assume(mappedRoot))
                    Mounts.Mount("overlay", mount.Path, "overlay",
                        $"lowerdir={string.Join(':', lowers.Select(hidden))},upperdir={hidden(writable)}/upper,workdir={hidden(writable)}/work");
            }
            mount._mounted.Push(mount.Path);
            Mounts.MakePrivate(mount.Path);
            // The overlay holds its layers itself; the paths to them are needed no longer.
            mount.Unmount(except: mount.Path);
            return mount;
        }
        catch
        {
            mount.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Unmount(except: null);

    private string MountDisk(string disk, string plain, string mapped, SafeFileHandle userNamespace)
    {
        using (var loop = LoopDevice.Attach(disk))
            Mounts.Mount(loop.Path, plain, "ext4", "noinit_itable,errors=remount-ro");
        _mounted.Push(plain);
        Mounts.BindIdMapped(plain, mapped, userNamespace, readOnly: false);
        _mounted.Push(mapped);
        return mapped;
    }

    private SafeFileHandle OpenInside(string target, uint mappedRoot)
    {
        using var identity = FileSystemIdentity.Assume(mappedRoot);
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

    private void Unmount(string? except)
    {
        while (_mounted.TryPop(out var point))
            if (point != except)
                Mounts.Unmount(point);
        if (except is not null)
            _mounted.Push(except);
    }

    private static string Sub(string folder, string name) => Directory.CreateDirectory(System.IO.Path.Combine(folder, name)).FullName;
}
