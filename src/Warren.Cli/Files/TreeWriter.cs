using System.Formats.Tar;

namespace Warren.Cli.Files;

/// <summary>Writes a folder of this machine as a tar archive; links in it are links there.</summary>
internal sealed class TreeWriter(string root, string prefix, Meter meter)
{
    private TreeCount _count;

    /// <summary>Writes it.</summary>
    /// <returns>What is in the archive.</returns>
    public async Task<TreeCount> WriteAsync(Stream archive, CancellationToken cancellationToken)
    {
        await using var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true);
        if (prefix.Length > 0)
            await tar.WriteEntryAsync(Folder(new(root), prefix), cancellationToken);
        await WriteFolderAsync(tar, new(root), prefix, cancellationToken);
        return _count;
    }

    private async Task WriteFolderAsync(TarWriter tar, DirectoryInfo folder, string name, CancellationToken cancellationToken)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var path = name.Length > 0 ? $"{name}/{entry.Name}" : entry.Name;
            switch (entry)
            {
                case { LinkTarget: { } target }:
                    await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, path) { LinkName = target, ModificationTime = entry.LastWriteTimeUtc }, cancellationToken);
                    break;
                case DirectoryInfo below:
                    await tar.WriteEntryAsync(Folder(below, path), cancellationToken);
                    await WriteFolderAsync(tar, below, path, cancellationToken);
                    break;
                case FileInfo file when NodeKind.IsRegular(file.FullName):
                    await WriteFileAsync(tar, file, path, cancellationToken);
                    break;
                default:
                    _count = _count with { Skipped = _count.Skipped + 1 };
                    break;
            }
        }
    }

    private async Task WriteFileAsync(TarWriter tar, FileInfo file, string path, CancellationToken cancellationToken)
    {
        await using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var length = content.Length;
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, path)
        {
            Mode = file.UnixFileMode,
            ModificationTime = file.LastWriteTimeUtc,
            DataStream = new MeteredStream(content, meter, length),
        }, cancellationToken);
        _count = _count with { Files = _count.Files + 1, Bytes = _count.Bytes + length };
    }

    private static PaxTarEntry Folder(DirectoryInfo folder, string path) =>
        new(TarEntryType.Directory, path + "/") { Mode = folder.UnixFileMode, ModificationTime = folder.LastWriteTimeUtc };
}
