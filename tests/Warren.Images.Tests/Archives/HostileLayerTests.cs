using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Warren.Api;

namespace Warren.Images.Tests.Archives;

public sealed class HostileLayerTests : IDisposable
{
    private readonly TestImages _images = new();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static TheoryData<string, TestLayer, string> Layers => new()
    {
        { "absolute path", new TestLayer().File("/etc/evil"), "is absolute" },
        { "path that climbs", new TestLayer().File("a/../../evil"), "'..'" },
        { "dots alone", new TestLayer().Folder(".."), "'..'" },
        { "link that climbs", new TestLayer().Link("a/link", "../../evil"), "link out of the layer" },
        { "absolute link that climbs", new TestLayer().Link("link", "/../evil"), "link out of the layer" },
        { "hard link that climbs", new TestLayer().HardLink("link", "../evil"), "'..'" },
        { "absolute hard link", new TestLayer().HardLink("link", "/etc/passwd"), "is absolute" },
        { "hard link to nothing", new TestLayer().HardLink("link", "missing"), "no file of the same layer" },
        { "hard link through a link", new TestLayer().Link("out", "/etc").HardLink("copy", "out/passwd"), "through a link" },
        { "hard link to a folder", new TestLayer().Folder("d").HardLink("e", "d"), "no file of the same layer" },
        { "hard link to itself", new TestLayer().File("a").HardLink("a", "a"), "itself" },
        { "file through a link", new TestLayer().Link("out", "/tmp").File("out/evil"), "through a link" },
        { "folder through a link", new TestLayer().Link("out", "/tmp").Folder("out/evil"), "through a link" },
        { "link through a link", new TestLayer().Link("out", "/tmp").Link("out/evil", "x"), "through a link" },
        { "deletion through a link", new TestLayer().Link("out", "/tmp").File("out/.wh.evil"), "through a link" },
        { "opaque mark through a link", new TestLayer().Link("out", "/tmp").File("out/.wh..wh..opq"), "through a link" },
        { "folder in place of a link", new TestLayer().Link("out", "/tmp").Folder("out"), "both a folder and something else" },
        { "file below a file", new TestLayer().File("a").File("a/b"), "a link or a file" },
        { "file in place of a folder", new TestLayer().Folder("a").File("a"), "both a folder and something else" },
        { "root that is a link", new TestLayer().Link("./", "/tmp"), "root is no folder" },
        { "deletion of dots", new TestLayer().File(".wh..."), "deletes nothing" },
        { "deletion without a name", new TestLayer().File(".wh."), "deletes nothing" },
        { "file in a deletion", new TestLayer().File(".wh.a/b"), "inside a deletion" },
        { "character device", new TestLayer().Other(TarEntryType.CharacterDevice, "null"), "devices" },
        { "block device", new TestLayer().Other(TarEntryType.BlockDevice, "disk"), "devices" },
        { "pipe", new TestLayer().Other(TarEntryType.Fifo, "pipe"), "devices" },
        { "long name", new TestLayer().File(new string('n', 256)), "255 bytes" },
        { "long path", new TestLayer().File(string.Join('/', Enumerable.Repeat("directory", 600))), "longer than" },
        { "deep path", new TestLayer().File(string.Join('/', Enumerable.Repeat("d", 300))), "deeper than" },
        { "sparse file", new TestLayer().With(new(TarEntryType.RegularFile, "s", [new("GNU.sparse.major", "1"), new("GNU.sparse.realsize", "99999999999")])), "sparse" },
        { "huge header", new TestLayer().With(new(TarEntryType.RegularFile, "h", [new("comment", new string('x', 2 << 20))])), "headers" },
    };

    [Theory]
    [MemberData(nameof(Layers), DisableDiscoveryEnumeration = true)]
    public async Task Hostile_layer_is_refused_and_nothing_is_written(string what, TestLayer layer, string reason)
    {
        Assert.NotEmpty(what);
        var good = new TestLayer().File("good");

        var refused = await Assert.ThrowsAsync<WarrenException>(() =>
            _images.Service.ImportAsync(TestArchive.Docker(good, layer), ArchiveKind.Docker, null, null, Ending));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_images.Folder, refused.Message, StringComparison.Ordinal);
        _images.AssertNothingIsLeft();
    }

    public static TheoryData<string, Action<byte[]>> Damages => new()
    {
        { "negative size in base 256", tar => tar.AsSpan(HeaderOfFile(tar) + 124, 12).Fill(0xff) },
        { "negative size in text", tar => "-0000000777\0"u8.CopyTo(tar.AsSpan(HeaderOfFile(tar) + 124)) },
        { "size beyond the end", tar => "77777777777\0"u8.CopyTo(tar.AsSpan(HeaderOfFile(tar) + 124)) },
        { "unknown type", tar => tar[HeaderOfFile(tar) + 156] = (byte)'~' },
        { "gnu sparse type", tar => tar[HeaderOfFile(tar) + 156] = (byte)'S' },
        { "no tar at all", tar => Array.Fill(tar, (byte)'x') },
    };

    [Theory]
    [MemberData(nameof(Damages), DisableDiscoveryEnumeration = true)]
    public async Task Malformed_tar_is_refused_and_nothing_is_written(string what, Action<byte[]> damage)
    {
        var tar = new TestLayer().File("file", "content").ToTar();
        damage(tar);
        if (what != "no tar at all")
            FixChecksum(tar);

        await Assert.ThrowsAsync<WarrenException>(() =>
            _images.Service.ImportAsync(TestArchive.DockerOfTars(tar), ArchiveKind.Docker, null, null, Ending));

        _images.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Layer_that_unpacks_to_many_times_its_size_is_refused()
    {
        var tar = new TestLayer().File("zeros", new string('\0', 100 << 20)).ToTar();
        var archive = TestArchive.DockerOfPacked((TestLayer.Gzip(tar, CompressionLevel.SmallestSize), tar));

        var refused = await Assert.ThrowsAsync<WarrenException>(() => _images.Service.ImportAsync(archive, ArchiveKind.Docker, null, null, Ending));

        Assert.Contains("times its size", refused.Message, StringComparison.Ordinal);
        _images.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Layer_beyond_the_limit_of_bytes_is_refused()
    {
        var images = _images.Open(new() { MaxBytes = 1 << 20 });
        var tar = new TestLayer().File("zeros", new string('\0', 2 << 20)).ToTar();
        var archive = TestArchive.DockerOfPacked((TestLayer.Gzip(tar), tar));

        var refused = await Assert.ThrowsAsync<WarrenException>(() => images.ImportAsync(archive, ArchiveKind.Docker, null, null, Ending));

        Assert.Equal(ErrorCode.TooLarge, refused.Code);
        _images.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Layer_with_too_many_entries_is_refused()
    {
        var images = _images.Open(new() { MaxEntries = 10 });
        var layer = Enumerable.Range(0, 11).Aggregate(new TestLayer(), (made, number) => made.File($"{number}"));

        var refused = await Assert.ThrowsAsync<WarrenException>(() =>
            images.ImportAsync(TestArchive.Docker(layer), ArchiveKind.Docker, null, null, Ending));

        Assert.Equal(ErrorCode.TooLarge, refused.Code);
        _images.AssertNothingIsLeft();
    }

    [Fact]
    public async Task File_named_twice_does_not_write_through_its_hard_link()
    {
        var layer = new TestLayer().File("first", "kept").HardLink("second", "first").File("second", "new");
        await _images.Service.ImportAsync(TestArchive.Docker(layer), ArchiveKind.Docker, null, null, Ending);

        var root = (await _images.Service.PrepareAsync("test/archive:1.0", Ending)).LayerPaths[0];

        Assert.Equal("kept", await File.ReadAllTextAsync(Path.Combine(root, "first"), Ending));
        Assert.Equal("new", await File.ReadAllTextAsync(Path.Combine(root, "second"), Ending));
    }

    [Fact]
    public async Task Archive_that_names_files_outside_itself_is_refused()
    {
        var archive = TestArchive.Tar(new() { ["../evil"] = [1] });

        await Assert.ThrowsAsync<WarrenException>(() => _images.Service.ImportAsync(archive, ArchiveKind.Docker, null, null, Ending));

        _images.AssertNothingIsLeft();
    }

    public void Dispose() => _images.Dispose();

    /// <summary>The first block with the file's own name: a PAX header comes before it.</summary>
    private static int HeaderOfFile(byte[] tar)
    {
        for (var block = 0; block < tar.Length; block += 512)
            if (tar.AsSpan(block).StartsWith("file\0"u8))
                return block;
        throw new InvalidOperationException("The tar has no such entry.");
    }

    private static void FixChecksum(byte[] tar)
    {
        var header = tar.AsSpan(HeaderOfFile(tar), 512);
        header.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in header)
            sum += value;
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
    }
}
