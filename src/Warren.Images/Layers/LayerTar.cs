using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;
using Warren.Images.Native;
using Warren.Images.Store;

namespace Warren.Images.Layers;

/// <summary>Writes a folder as a layer: a gzip-compressed tar with its entries in a fixed order.</summary>
internal static class LayerTar
{
    /// <summary>Packs a folder into a new file.</summary>
    /// <returns>Digest of the tar, digest of the file, and the file's size in bytes.</returns>
    public static (Digest Diff, Digest Packed, long Size) Pack(string root, string file, CancellationToken cancellationToken)
    {
        using var packed = new MeasuredStream(new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20));
        Digest diff;
        using (var plain = new MeasuredStream(new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)))
        {
            using (var writer = new TarWriter(plain, TarEntryFormat.Pax, leaveOpen: true))
                WriteTree(writer, root, cancellationToken);
            diff = plain.Digest;
        }
        packed.Flush();
        return (diff, packed.Digest, packed.Count);
    }

    private static void WriteTree(TarWriter writer, string root, CancellationToken cancellationToken)
    {
        Dictionary<ulong, string> firstNames = [];
        using var handle = Libc.Open(root, Libc.ReadOnly | Libc.Folder | Libc.CloseOnExec, 0);
        foreach (var path in Walk(root))
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteEntry(writer, handle, root, path, firstNames);
        }
    }

    private static IEnumerable<string> Walk(string root) => new System.IO.Enumeration.FileSystemEnumerable<string>(
        root,
        (ref System.IO.Enumeration.FileSystemEntry entry) => Path.GetRelativePath(root, entry.ToFullPath()),
        new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
    {
        ShouldRecursePredicate = (ref System.IO.Enumeration.FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
    }.Order(StringComparer.Ordinal);

    private static void WriteEntry(TarWriter writer, SafeFileHandle handle, string root, string path, Dictionary<ulong, string> firstNames)
    {
        Libc.Check(Libc.Stat(handle, path, Libc.NoFollow, Libc.BasicStats, out var stat));
        var linked = stat is { IsDirectory: false, LinkCount: > 1 } && !firstNames.TryAdd(stat.Inode, path);
        var type = linked ? TarEntryType.HardLink
            : stat.IsDirectory ? TarEntryType.Directory
            : stat.IsLink ? TarEntryType.SymbolicLink
            : stat.IsRegular ? TarEntryType.RegularFile
            : throw new InvalidOperationException($"'{path}' in a built image is no file, folder or link.");
        var entry = new PaxTarEntry(type, stat.IsDirectory ? path + "/" : path)
        {
            Uid = (int)stat.UserId,
            Gid = (int)stat.GroupId,
            Mode = stat.Permissions,
            ModificationTime = DateTimeOffset.FromUnixTimeSeconds(stat.ModifiedSeconds),
        };
        if (linked)
            entry.LinkName = firstNames[stat.Inode];
        else if (stat.IsLink)
            entry.LinkName = new FileInfo(Path.Combine(root, path)).LinkTarget!;
        using var content = type == TarEntryType.RegularFile ? File.OpenRead(Path.Combine(root, path)) : null;
        if (content is not null)
            entry.DataStream = content;
        writer.WriteEntry(entry);
    }
}
