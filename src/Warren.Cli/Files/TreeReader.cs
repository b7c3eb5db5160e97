using System.Formats.Tar;
using Warren.Api;

namespace Warren.Cli.Files;

/// <summary>
/// Unpacks a tar archive that a sandbox made into a folder of this machine. It is not trusted: nothing is written outside
/// the folder, through no link, and no device, owner or set-user-id comes out of it. Links are made last, so that no entry
/// is written through one.
/// </summary>
internal sealed class TreeReader(string folder, Meter meter)
{
    private const UnixFileMode Permissions = (UnixFileMode)0x1ff;
    private readonly LocalTree _tree = new(folder);
    private readonly List<(string Path, string Target)> _links = [];
    private readonly List<(string Path, UnixFileMode Mode)> _folders = [];
    private TreeCount _count;

    /// <summary>Unpacks it.</summary>
    /// <returns>What was in it.</returns>
    public async Task<TreeCount> ReadAsync(Stream archive, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await using var tar = new TarReader(archive, leaveOpen: true);
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            await TakeAsync(entry, cancellationToken);
        foreach (var (path, target) in _links)
            Link(path, target);
        foreach (var (path, mode) in Enumerable.Reverse(_folders))
            File.SetUnixFileMode(path, mode | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return _count;
    }

    private async Task TakeAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        var path = _tree.Resolve(entry.Name);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                _tree.MakeFolder(path);
                _folders.Add((path, entry.Mode & Permissions));
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                await WriteAsync(entry, path, cancellationToken);
                break;
            case TarEntryType.SymbolicLink:
                _links.Add((path, entry.LinkName));
                break;
            case TarEntryType.HardLink:
                CopyLinked(_tree.Resolve(entry.LinkName), path);
                break;
            case TarEntryType.GlobalExtendedAttributes:
                break;
            default:
                _count = _count with { Skipped = _count.Skipped + 1 };
                break;
        }
    }

    private async Task WriteAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        var length = entry.Length; // Which ends with its content.
        _tree.MakeFolder(Path.GetDirectoryName(path)!);
        Clear(path);
        await using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, // O_EXCL follows no link.
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = entry.Mode & Permissions | UnixFileMode.UserWrite,
        });
        if (entry.DataStream is { } data)
        {
            // Not disposed: the archive's reader goes on from its end.
            var counted = new MeteredStream(data, meter);
            await counted.CopyToAsync(file, 128 * 1024, cancellationToken);
        }
        if (file.Length != length)
            throw new WarrenException(ErrorCode.SandboxFailed, $"The file {path} came with {file.Length} bytes in place of {length}.");
        _count = _count with { Files = _count.Files + 1, Bytes = _count.Bytes + length };
    }

    private void CopyLinked(string from, string to)
    {
        if (new FileInfo(from) is not { Exists: true, LinkTarget: null })
        {
            _count = _count with { Skipped = _count.Skipped + 1 };
            return;
        }
        _tree.MakeFolder(Path.GetDirectoryName(to)!);
        Clear(to);
        File.Copy(from, to);
        _count = _count with { Files = _count.Files + 1 };
    }

    private void Link(string path, string target)
    {
        _tree.MakeFolder(Path.GetDirectoryName(path)!);
        if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
            throw new WarrenException(ErrorCode.Conflict, $"{path} is a folder here and a link there.");
        Clear(path);
        File.CreateSymbolicLink(path, target);
    }

    // What lies at a path is replaced, never written into: it may be a link.
    private static void Clear(string path)
    {
        if (new FileInfo(path) is { LinkTarget: not null } or { Exists: true })
            File.Delete(path);
    }
}
