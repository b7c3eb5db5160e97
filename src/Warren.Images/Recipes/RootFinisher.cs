using Warren.Images.Layers;

namespace Warren.Images.Recipes;

/// <summary>Adds a recipe's users and folders to a root, and takes out what is of the build or of the host that built it.</summary>
internal sealed class RootFinisher(Recipe recipe, string root, LayerTree tree, DateTimeOffset now)
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Folders that are emptied: devices, lists, caches and logs.</summary>
    private static readonly string[] Emptied =
        ["dev", "run", "tmp", "var/tmp", "var/lib/apt/lists", "var/cache/apt", "var/cache/debconf", "var/cache/ldconfig", "var/log", "root/.cache"];

    /// <summary>Files that hold leftovers of the build.</summary>
    private static readonly string[] Removed =
    [
        "etc/apt/apt.conf.d/99mmdebstrap", "etc/dpkg/dpkg.cfg.d/99mmdebstrap", "etc/apt/sources.list.d/0000sources.list",
        "etc/passwd-", "etc/group-", "etc/shadow-", "etc/gshadow-", "etc/subuid-", "etc/subgid-", "etc/.pwd.lock",
        "var/lib/dpkg/status-old", "var/lib/dpkg/diversions-old", "var/lib/dpkg/statoverride-old", "var/lib/dpkg/lock",
        "var/lib/dpkg/lock-frontend", "var/lib/dpkg/triggers/Lock", "var/lib/dbus/machine-id",
    ];

    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (var user in recipe.Users)
            await AddUserAsync(user, cancellationToken).ConfigureAwait(false);
        foreach (var folder in recipe.Folders)
            AddFolder(folder);
        foreach (var path in recipe.Remove)
            tree.RemoveFile(new(path.TrimStart('/')));
        Clean();
    }

    /// <summary>What a host would have put there; drivers mount their own over it.</summary>
    private IEnumerable<(string Path, string Content)> NeutralFiles() =>
    [
        ("etc/apt/sources.list", string.Concat(AptSources.Official(recipe.Suite).Select(source => source + "\n"))),
        ("etc/hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n"),
        ("etc/hostname", ""),
        ("etc/machine-id", ""),
        ("etc/resolv.conf", ""),
    ];

    private async Task AddUserAsync(RecipeUser user, CancellationToken cancellationToken)
    {
        await ContainedProcess.RunAsync(["chroot", root, "groupadd", "--gid", $"{user.Id}", user.Name], Ignored, cancellationToken)
            .ConfigureAwait(false);
        await ContainedProcess.RunAsync(
            ["chroot", root, "useradd", "--uid", $"{user.Id}", "--gid", $"{user.Id}", "--create-home", "--home-dir", user.Home, "--shell", user.Shell, user.Name],
            Ignored, cancellationToken).ConfigureAwait(false);
    }

    private void AddFolder(RecipeFolder folder)
    {
        var owner = (uint)(recipe.Users.FirstOrDefault(user => user.Name == folder.Owner)?.Id ?? 0);
        tree.MakeFolder(new(folder.Path.TrimStart('/')), new(owner, owner, FolderMode, now));
    }

    private void Clean()
    {
        foreach (var folder in Emptied.Select(path => new DirectoryInfo(Path.Combine(root, path))).Where(IsFolder))
        {
            foreach (var file in folder.EnumerateFiles())
                file.Delete();
            foreach (var child in folder.EnumerateDirectories())
                child.Delete(recursive: child.LinkTarget is null);
        }
        foreach (var path in Removed)
            tree.RemoveFile(new(path));
        foreach (var (path, content) in NeutralFiles())
            tree.MakeFile(new(path), new(0, 0, FileMode, now), file => file.Write(System.Text.Encoding.UTF8.GetBytes(content)));
    }

    private static bool IsFolder(DirectoryInfo folder) => folder is { Exists: true, LinkTarget: null };

    /// <summary>The last lines are in the failure anyway.</summary>
    private static void Ignored(string line) { }
}
