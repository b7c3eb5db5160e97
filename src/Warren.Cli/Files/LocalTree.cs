using Warren.Api;

namespace Warren.Cli.Files;

/// <summary>A folder of this machine that takes what a sandbox made, whose names are not trusted: nothing gets outside it, nor through a link.</summary>
/// <param name="folder">Its absolute path, without a slash at the end.</param>
internal sealed class LocalTree(string folder)
{
    /// <summary>The path of a name in the folder.</summary>
    /// <exception cref="WarrenException">It would be outside.</exception>
    public string Resolve(string name)
    {
        var path = Path.GetFullPath(Path.Combine(folder, name.TrimStart('/')));
        return path == folder || path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal)
            ? path
            : throw new WarrenException(ErrorCode.SandboxFailed, "The sandbox has a path that leads out of the folder it is copied into; nothing was written there.");
    }

    /// <summary>Makes a folder at a path that was resolved, and those on the way to it. Every one of them has to be one, and no link.</summary>
    /// <exception cref="WarrenException">One is something else.</exception>
    public void MakeFolder(string path)
    {
        var current = folder;
        foreach (var part in Path.GetRelativePath(folder, path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            current = Path.Combine(current, part);
            var info = new DirectoryInfo(current);
            if (info.LinkTarget is not null || File.Exists(current))
                throw new WarrenException(ErrorCode.Conflict, $"{current} is no folder here, but one in the sandbox.");
            if (!info.Exists)
                Directory.CreateDirectory(current);
        }
    }
}
