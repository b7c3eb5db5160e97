using System.ComponentModel;
using System.Formats.Tar;
using Warren.Api;

namespace Warren.Images.Layers;

/// <summary>Unpacks one tar stream from outside into a <see cref="LayerTree"/>, by what a subclass makes of its entries.</summary>
internal abstract class TarUnpacker(LayerTree tree, UnpackLimits limits)
{
    private const int NameTooLong = 36;
    private readonly byte[] _buffer = new byte[128 << 10];

    protected LayerTree Tree => tree;

    protected UnpackLimits Limits => limits;

    /// <summary>Unpacks all of it. On a failure the tree is left half made, for the caller to remove.</summary>
    /// <exception cref="WarrenException">It is malformed, goes beyond a limit or would do harm.</exception>
    public void Unpack(GuardedStream archive, CancellationToken cancellationToken)
    {
        try
        {
            UnpackEntries(archive, cancellationToken);
            Finish();
        }
        catch (Exception malformed) when (malformed is InvalidDataException or EndOfStreamException or FormatException
            or ArgumentException or OverflowException or NotSupportedException or OutOfMemoryException)
        {
            throw new WarrenException(ErrorCode.InvalidRequest, "The archive is refused: it is no well-formed tar.", malformed);
        }
        catch (Win32Exception failure) when (failure.NativeErrorCode == NameTooLong)
        {
            throw LayerTree.Refused("a path in it is too long for this host");
        }
    }

    /// <summary>Where an entry goes; null leaves it out.</summary>
    protected abstract LayerPath? Place(LayerPath path);

    /// <summary>Owner, mode and the like that an entry gets.</summary>
    protected abstract EntryAttributes AttributesOf(TarEntry entry);

    /// <summary>What was put off until everything is there.</summary>
    protected virtual void Finish() { }

    /// <summary>A folder was made.</summary>
    protected virtual void FolderMade(LayerPath path, EntryAttributes attributes) { }

    private void UnpackEntries(GuardedStream archive, CancellationToken cancellationToken)
    {
        using var reader = new TarReader(archive, leaveOpen: true);
        for (var entries = 0; ; entries++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            archive.BeginHeader();
            var entry = reader.GetNextEntry();
            archive.EndHeader();
            if (entry is null)
                break;
            if (entries >= limits.MaxEntries)
                throw new WarrenException(ErrorCode.TooLarge, $"The archive is refused: it has more than {limits.MaxEntries} entries.");
            if (entry.EntryType != TarEntryType.GlobalExtendedAttributes && Place(LayerPath.Parse(entry.Name, limits)) is { } path)
                UnpackEntry(path, entry, cancellationToken);
            SkipContent(entry);
        }
        // What follows the end of the archive counts for its digest and its limits.
        while (archive.Read(_buffer) > 0)
            cancellationToken.ThrowIfCancellationRequested();
    }

    private void UnpackEntry(LayerPath path, TarEntry entry, CancellationToken cancellationToken)
    {
        if (path.IsRoot && entry.EntryType != TarEntryType.Directory)
            throw LayerTree.Refused("its root is no folder");
        var attributes = AttributesOf(entry);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                if (!path.IsRoot)
                    tree.MakeFolder(path, attributes);
                FolderMade(path, attributes);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                tree.MakeFile(path, attributes, file => CopyContent(path, entry, file, cancellationToken));
                break;
            case TarEntryType.SymbolicLink:
                tree.MakeLink(path, CheckedTarget(path, entry.LinkName), attributes);
                break;
            case TarEntryType.HardLink:
                var target = Place(LayerPath.Parse(entry.LinkName, limits))
                    ?? throw LayerTree.Refused($"'{path}' is a hard link to something that is left out");
                tree.MakeHardLink(path, target);
                break;
            default:
                throw LayerTree.Refused($"'{path}' is no file, folder or link (tar type {entry.EntryType}); devices, pipes, "
                    + "sockets and sparse files are not taken");
        }
    }

    private void CopyContent(LayerPath path, TarEntry entry, FileStream file, CancellationToken cancellationToken)
    {
        if (entry is PaxTarEntry pax && pax.ExtendedAttributes.Keys.Any(key => key.StartsWith("GNU.sparse.", StringComparison.Ordinal)))
            throw LayerTree.Refused($"'{path}' is a sparse file");
        long copied = 0;
        for (int count; entry.DataStream is { } data && (count = data.Read(_buffer)) > 0; copied += count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            file.Write(_buffer.AsSpan(0, count));
        }
        if (copied != entry.Length)
            throw LayerTree.Refused($"'{path}' ends before its length");
    }

    /// <summary>Reads what is left of an entry's content, so that the next read is of a header.</summary>
    private void SkipContent(TarEntry entry)
    {
        while (entry.DataStream is { } data && data.Read(_buffer) > 0)
        {
        }
    }

    /// <summary>A link's target: an absolute one stays inside the root that the layer becomes, a relative one must not climb out.</summary>
    private string CheckedTarget(LayerPath path, string target)
    {
        if (target.Length == 0 || target.Length > limits.MaxPathLength || target.Contains('\0'))
            throw LayerTree.Refused($"'{path}' is a link with no proper target");
        var depth = path.Text.Count(letter => letter == '/');
        if (target.StartsWith('/'))
            depth = 0;
        foreach (var part in target.Split('/').Where(part => part is not ("" or ".")))
        {
            depth += part == ".." ? -1 : 1;
            if (depth < 0)
                throw LayerTree.Refused($"'{path}' is a link out of the layer, to '{LayerPath.Shown(target)}'");
        }
        return target;
    }
}
