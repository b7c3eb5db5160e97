using System.Formats.Tar;
using Warren.Api;
using Warren.Images.Layers;
using Warren.Images.Store;

namespace Warren.Images.Archives;

/// <summary>The files of an image archive, each unpacked under a number: no name out of the archive reaches the host.</summary>
internal sealed class SpooledArchive
{
    private const int MaxFiles = 10_000, MaxLinksInARow = 8;
    private readonly Dictionary<string, string> _files = [];
    private readonly Dictionary<string, string> _links = [];
    private readonly UnpackLimits _limits;

    private SpooledArchive(UnpackLimits limits) => _limits = limits;

    /// <summary>Unpacks a tar, gzip-compressed or not, into an empty folder.</summary>
    public static SpooledArchive Read(Stream archive, TemporaryFolder into, UnpackLimits limits, CancellationToken cancellationToken)
    {
        var spooled = new SpooledArchive(limits);
        using var guarded = GuardedStream.Open(archive, limits);
        try
        {
            spooled.ReadEntries(guarded, into, cancellationToken);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or EndOfStreamException or FormatException
            or ArgumentException or OverflowException or NotSupportedException or OutOfMemoryException)
        {
            throw new WarrenException(ErrorCode.InvalidRequest, "The archive is refused: it is no well-formed tar.", malformed);
        }
        return spooled;
    }

    /// <summary>Path on the host of a file of the archive; links inside the archive are followed by name.</summary>
    public string? Find(string name)
    {
        for (var links = 0; links < MaxLinksInARow; links++)
        {
            if (_files.TryGetValue(name, out var file))
                return file;
            if (!_links.TryGetValue(name, out var target))
                return null;
            name = target;
        }
        return null;
    }

    /// <summary>Content of a document that has to be there.</summary>
    public byte[] ReadDocument(string name)
    {
        var file = Find(name) ?? throw new WarrenException(ErrorCode.InvalidRequest,
            $"The archive is refused: it has no '{LayerPath.Shown(name)}'.");
        if (new FileInfo(file).Length > _limits.MaxDocumentBytes)
            throw new WarrenException(ErrorCode.TooLarge,
                $"The archive is refused: its '{LayerPath.Shown(name)}' is larger than {_limits.MaxDocumentBytes} bytes.");
        return File.ReadAllBytes(file);
    }

    private void ReadEntries(GuardedStream guarded, TemporaryFolder into, CancellationToken cancellationToken)
    {
        using var reader = new TarReader(guarded, leaveOpen: true);
        for (var number = 0; ; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            guarded.BeginHeader();
            var entry = reader.GetNextEntry();
            guarded.EndHeader();
            if (entry is null)
                return;
            if (number >= MaxFiles)
                throw new WarrenException(ErrorCode.TooLarge, $"The archive is refused: it has more than {MaxFiles} files.");
            if (entry.EntryType is not TarEntryType.GlobalExtendedAttributes)
                ReadEntry(entry, LayerPath.Parse(entry.Name, _limits), into.File($"{number}"));
        }
    }

    private void ReadEntry(TarEntry entry, LayerPath path, string file)
    {
        if (entry.EntryType is TarEntryType.Directory)
            return;
        if (_files.ContainsKey(path.Text) || _links.ContainsKey(path.Text))
            throw new WarrenException(ErrorCode.InvalidRequest, $"The archive is refused: it has '{path}' twice.");
        if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink)
        {
            _links.Add(path.Text, Target(path, entry));
            return;
        }
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            throw new WarrenException(ErrorCode.InvalidRequest, $"The archive is refused: '{path}' is neither file nor link.");
        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        entry.DataStream?.CopyTo(stream, 1 << 20);
        if (stream.Length != entry.Length)
            throw new WarrenException(ErrorCode.InvalidRequest, $"The archive is refused: '{path}' ends before its length.");
        _files.Add(path.Text, file);
    }

    /// <summary>Name in the archive that a link stands for; docker save links a layer that an earlier image has.</summary>
    private string Target(LayerPath path, TarEntry entry)
    {
        if (entry.EntryType is TarEntryType.HardLink)
            return LayerPath.Parse(entry.LinkName, _limits).Text;
        var parts = path.Parent.Text.Split('/', StringSplitOptions.RemoveEmptyEntries).ToList();
        foreach (var part in entry.LinkName.Split('/'))
        {
            if (part == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("" or "." or ".."))
                parts.Add(part);
        }
        return string.Join('/', parts);
    }
}
