using System.Formats.Tar;
using Warren.Images.Layers;

namespace Warren.Images.Recipes;

/// <summary>Unpacks a package tarball as npm does: its top folder becomes the package's, everything is root's and readable.</summary>
internal sealed class NpmUnpacker(LayerTree tree, UnpackLimits limits, NpmPackage package) : TarUnpacker(tree, limits)
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Where a package is.</summary>
    public static LayerPath FolderOf(NpmPackage package) => new($"usr/local/lib/node_modules/{package.Name}");

    protected override LayerPath? Place(LayerPath path)
    {
        var parts = path.Text.Split('/', 2);
        return parts is [_, var inside] && !package.Exclude.Any(left => inside == left || inside.StartsWith(left + "/", StringComparison.Ordinal))
            ? FolderOf(package).Join(inside)
            : null;
    }

    protected override EntryAttributes AttributesOf(TarEntry entry)
    {
        var executable = entry.EntryType is TarEntryType.Directory || (entry.Mode & UnixFileMode.UserExecute) != 0
            || package.Bin.Values.Any(file => entry.Name.EndsWith("/" + file, StringComparison.Ordinal));
        return new(0, 0, executable ? Plain | Executable : Plain, entry.ModificationTime);
    }
}
