using System.Formats.Tar;
using System.Text;
using Warren.Api;

namespace Warren.Images.Layers;

/// <summary>
/// Unpacks a layer of an image as a lower layer of overlayfs: owners, modes, times and <c>user.*</c> attributes are kept,
/// deletions take overlayfs's form (OCI image specification, layer.md, "Whiteouts"; kernel, overlayfs.rst). File capabilities are left out:
/// under no_new_privs they have no effect.
/// </summary>
internal sealed class ImageLayerUnpacker(LayerTree tree, UnpackLimits limits) : TarUnpacker(tree, limits)
{
    private const string Mark = ".wh.", OpaqueMark = ".wh..wh..opq", AttributePrefix = "SCHILY.xattr.";
    private const long MaxDeferred = 64L << 20;
    private readonly List<LayerPath> _deleted = [];
    private readonly List<LayerPath> _opaque = [];
    private readonly List<(LayerPath Path, EntryAttributes Attributes)> _folders = [];
    private long _deferred;

    protected override LayerPath? Place(LayerPath path)
    {
        if (path.Parent.Text.Split('/').Any(part => part.StartsWith(Mark, StringComparison.Ordinal)))
            throw LayerTree.Refused($"'{path}' is inside a deletion");
        if (!path.Name.StartsWith(Mark, StringComparison.Ordinal))
            return path;
        if (path.Name == OpaqueMark)
            _opaque.Add(Deferred(path.Parent));
        // Other names of this form are aufs's own bookkeeping.
        else if (!path.Name.StartsWith(Mark + Mark, StringComparison.Ordinal))
            _deleted.Add(Deferred(Hidden(path)));
        return null;
    }

    protected override EntryAttributes AttributesOf(TarEntry entry)
    {
        if (entry.Uid < 0 || entry.Gid < 0)
            throw LayerTree.Refused("an entry has a negative owner");
        return new((uint)entry.Uid, (uint)entry.Gid, entry.Mode, entry.ModificationTime)
        {
            Extended = entry is PaxTarEntry pax ? UserAttributes(pax) : new Dictionary<string, byte[]>(),
        };
    }

    protected override void FolderMade(LayerPath path, EntryAttributes attributes) =>
        _folders.Add((Deferred(path), attributes with { Extended = new Dictionary<string, byte[]>() }));

    protected override void Finish()
    {
        // Deletions are of lower layers only, so they wait until this layer's own files are there.
        foreach (var path in _deleted)
            Tree.MakeWhiteout(path);
        foreach (var path in _opaque)
            Tree.MakeOpaque(path);
        foreach (var (path, attributes) in _folders)
            Tree.SetFolderTime(path, attributes);
    }

    private static LayerPath Hidden(LayerPath mark)
    {
        var name = mark.Name[Mark.Length..];
        return name is "" or "." or ".." ? throw LayerTree.Refused($"'{mark}' deletes nothing that has a name") : mark.Parent.Join(name);
    }

    private static Dictionary<string, byte[]> UserAttributes(PaxTarEntry entry)
    {
        // user.overlay.* steers overlayfs itself. The reader gives values as text: one that is not UTF-8 is lost and left out.
        return entry.ExtendedAttributes
            .Where(attribute => attribute.Key.StartsWith(AttributePrefix + "user.", StringComparison.Ordinal)
                && !attribute.Key.StartsWith(AttributePrefix + "user.overlay.", StringComparison.Ordinal)
                && !attribute.Value.Contains('\uFFFD'))
            .ToDictionary(attribute => attribute.Key[AttributePrefix.Length..], attribute => Encoding.UTF8.GetBytes(attribute.Value));
    }

    private LayerPath Deferred(LayerPath path)
    {
        _deferred += path.Text.Length;
        return _deferred <= MaxDeferred ? path
            : throw new WarrenException(ErrorCode.TooLarge, "The layer is refused: its folders and deletions have too many long names.");
    }
}
