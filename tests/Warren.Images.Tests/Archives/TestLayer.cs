using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Warren.Images.Tests.Archives;

/// <summary>Writes the tar of a layer entry by entry, whatever is asked of it.</summary>
public sealed class TestLayer
{
    private readonly List<PaxTarEntry> _entries = [];

    public TestLayer File(string path, string content = "", Action<PaxTarEntry>? with = null) =>
        Add(new(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) }, with);

    public TestLayer Folder(string path, Action<PaxTarEntry>? with = null) => Add(new(TarEntryType.Directory, path), with);

    public TestLayer Link(string path, string target) => Add(new(TarEntryType.SymbolicLink, path) { LinkName = target }, null);

    public TestLayer HardLink(string path, string target) => Add(new(TarEntryType.HardLink, path) { LinkName = target }, null);

    public TestLayer Other(TarEntryType type, string path) => Add(new(type, path), null);

    public TestLayer With(PaxTarEntry entry) => Add(entry, null);

    public byte[] ToTar()
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
            foreach (var entry in _entries)
                writer.WriteEntry(entry);
        return tar.ToArray();
    }

    public static byte[] Gzip(byte[] bytes, CompressionLevel level = CompressionLevel.Fastest)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private TestLayer Add(PaxTarEntry entry, Action<PaxTarEntry>? with)
    {
        entry.Mode = entry.EntryType == TarEntryType.Directory ? (UnixFileMode)0b111_101_101 : (UnixFileMode)0b110_100_100;
        with?.Invoke(entry);
        _entries.Add(entry);
        return this;
    }
}
