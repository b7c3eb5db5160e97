using System.Diagnostics;
using System.Formats.Tar;
using System.Text;
using Warren.Api;

namespace Warren.Images.Tests.Archives;

public sealed class ImportTests : IDisposable
{
    private readonly TestImages _images = new();

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Docker_archive_is_imported_with_owners_modes_times_and_links()
    {
        var time = new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero);
        var layer = new TestLayer()
            .Folder("bin/", entry => entry.ModificationTime = time)
            .File("bin/tool", "#!", entry => (entry.Uid, entry.Gid, entry.Mode, entry.ModificationTime) = (1000, 1001, (UnixFileMode)0b100_111_101_101, time))
            .HardLink("bin/same", "bin/tool").Link("bin/link", "/bin/tool");

        await _images.Service.ImportAsync(TestArchive.Docker(layer), ArchiveKind.Docker, null, null, Ending);

        var image = await _images.Service.PrepareAsync("test/archive:1.0", Ending);
        var root = Assert.Single(image.LayerPaths);
        Assert.Equal("0 0 755", await StatAsync(root, "%u %g %a"));
        Assert.Equal($"1000 1001 4755 2 {time.ToUnixTimeSeconds()}", await StatAsync(Path.Combine(root, "bin/tool"), "%u %g %a %h %Y"));
        Assert.Equal($"{time.ToUnixTimeSeconds()}", await StatAsync(Path.Combine(root, "bin"), "%Y"));
        Assert.Equal("/bin/tool", new FileInfo(Path.Combine(root, "bin/link")).LinkTarget);
        Assert.Equal(("/bin", "", "a=b"), (image.Config.Env["PATH"], image.Config.Env["EMPTY"], image.Config.Env["PAIR"]));
        Assert.Equal(("/srv", null), (image.Config.Workdir, image.Config.User));
        Assert.Equal(0, _images.Count("tmp"));
    }

    [Fact]
    public async Task Compressed_archive_of_several_platforms_gives_the_one_of_this_host()
    {
        var here = new TestLayer().File("here").ToTar();
        var archive = TestArchive.Oci([("riscv64", new TestLayer().File("there").ToTar()), (TestArchive.HostArchitecture, here)]);
        var info = await _images.Service.ImportAsync(new MemoryStream(TestLayer.Gzip(archive.ToArray())), ArchiveKind.Oci, "my/image:2", null, Ending);

        var image = await _images.Service.PrepareAsync("my/image:2", Ending);

        Assert.True(File.Exists(Path.Combine(Assert.Single(image.LayerPaths), "here")));
        Assert.Equal(image.Digest, info.Digest);
        Assert.Equal(info, Assert.Single(await _images.Service.ListAsync(Ending)));
        Assert.Equal(info, await _images.Service.GetAsync($"my/image@{info.Digest}", Ending));
        Assert.Equal(image.LayerPaths, (await _images.Service.PrepareAsync(info.Digest, Ending)).LayerPaths);
    }

    public static TheoryData<string, Action<Dictionary<string, byte[]>>> Alterations => new()
    {
        { "a blob with other content", files => Change(files, "blobs/", content => content[^1] ^= 1) },
        { "no index", files => files.Remove("index.json") },
        { "an index that is no JSON", files => files["index.json"] = "{"u8.ToArray() },
        { "an index that is deep", files => files["index.json"] = Encoding.ASCII.GetBytes(new string('[', 100_000)) },
        { "a huge index", files => files["index.json"] = new byte[5 << 20] },
        { "an index of nothing", files => files["index.json"] = """{"manifests":null}"""u8.ToArray() },
        { "a digest that is a path", files => files["index.json"] = """{"manifests":[{"digest":"sha256:../../../../etc/passwd","size":1}]}"""u8.ToArray() },
        { "a digest of another kind", files => files["index.json"] = """{"manifests":[{"digest":"md5:00","size":1}]}"""u8.ToArray() },
        { "an index of null", files => files["index.json"] = """{"manifests":[null]}"""u8.ToArray() },
        { "a missing layer", files => files.Remove(files.Keys.Last(name => name.StartsWith("blobs/", StringComparison.Ordinal))) },
    };

    [Theory]
    [MemberData(nameof(Alterations), DisableDiscoveryEnumeration = true)]
    public async Task Archive_that_is_not_whole_is_refused_and_nothing_is_left(string what, Action<Dictionary<string, byte[]>> alter)
    {
        Assert.NotEmpty(what);
        var archive = TestArchive.Oci([(TestArchive.HostArchitecture, new TestLayer().File("a").ToTar())], alter);

        await Assert.ThrowsAsync<WarrenException>(() => _images.Service.ImportAsync(archive, ArchiveKind.Oci, "x", null, Ending));

        _images.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Layer_that_is_not_what_the_configuration_says_is_refused()
    {
        var archive = TestArchive.DockerOfPacked((new TestLayer().File("other").ToTar(), new TestLayer().File("said").ToTar()));

        await Assert.ThrowsAsync<WarrenException>(() => _images.Service.ImportAsync(archive, ArchiveKind.Docker, null, null, Ending));

        _images.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Layer_packed_by_zstd_is_refused_by_name()
    {
        var archive = TestArchive.DockerOfPacked(([0x28, 0xb5, 0x2f, 0xfd, 0, 0], new TestLayer().File("a").ToTar()));

        var refused = await Assert.ThrowsAsync<WarrenException>(() => _images.Service.ImportAsync(archive, ArchiveKind.Docker, null, null, Ending));

        Assert.Equal(ErrorCode.CapabilityMissing, refused.Code);
        Assert.Contains("zstd", refused.Message, StringComparison.Ordinal);
        _images.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Image_for_another_platform_is_refused()
    {
        var archive = TestArchive.Oci([("riscv64", new TestLayer().File("a").ToTar())]);

        var refused = await Assert.ThrowsAsync<WarrenException>(() => _images.Service.ImportAsync(archive, ArchiveKind.Oci, "x", null, Ending));

        Assert.Contains($"linux/{TestArchive.HostArchitecture}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Same_layer_asked_for_many_times_at_once_is_made_once()
    {
        var other = _images.Open();
        var tar = new TestLayer().File("a", new string('a', 1 << 20)).ToTar();

        var imports = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => Task.Run(() =>
            (number % 2 == 0 ? _images.Service : other).ImportAsync(TestArchive.DockerOfTars(tar), ArchiveKind.Docker, $"same:{number}", null, Ending))));

        Assert.Single(imports.Select(image => image.Digest).Distinct());
        Assert.Equal([12, 1, 0], [_images.Count("refs"), _images.Count("layers"), _images.Count("tmp")]);
    }

    [Fact]
    public async Task Deletions_and_opaque_folders_hide_lower_layers_in_a_real_overlay()
    {
        var lower = new TestLayer().File("gone").File("kept").File("opaque/old").File("replaced/old").File("stays/old");
        var upper = new TestLayer().File(".wh.gone").File("opaque/.wh..wh..opq").File("opaque/new")
            .File(".wh.replaced").File("replaced/new").File("stays/new")
            .With(new(TarEntryType.Directory, "forged", [new("SCHILY.xattr.trusted.overlay.opaque", "y"), new("SCHILY.xattr.user.overlay.redirect", "/x"), new("SCHILY.xattr.user.note", "kept")]));
        await _images.Service.ImportAsync(TestArchive.Docker(lower, upper), ArchiveKind.Docker, null, null, Ending);
        var layers = (await _images.Service.PrepareAsync("test/archive:1.0", Ending)).LayerPaths;

        // A mount namespace of its own takes the mount away again.
        var found = await RunAsync("unshare", "--mount", "sh", "-ec",
            "mount -t overlay -o lowerdir=\"$2:$1\" overlay /mnt && cd /mnt && find . -type f | sort | tr '\\n' ' '", "sh", layers[0], layers[1]);

        Assert.Equal("./kept ./opaque/new ./replaced/new ./stays/new ./stays/old ", found);
        Assert.Equal("user.note\n", await RunAsync("python3", "-c", "import os, sys\nprint('\\n'.join(os.listxattr(sys.argv[1])))", Path.Combine(layers[1], "forged")));
    }

    [Fact]
    public async Task Archive_of_skopeo_is_imported()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/skopeo"), "needs skopeo (apt-get install skopeo)");
        var docker = Path.Combine(_images.Folder, "docker.tar");
        var oci = Path.Combine(_images.Folder, "oci.tar");
        await File.WriteAllBytesAsync(docker, TestArchive.Docker(new TestLayer().File("a", "one"), new TestLayer().File("b", "two")).ToArray(), Ending);
        await RunAsync("skopeo", "copy", "--insecure-policy", $"docker-archive:{docker}", $"oci-archive:{oci}:named:3");

        await _images.Service.ImportAsync(oci, ArchiveKind.Oci, null, null, Ending);

        var layers = (await _images.Service.PrepareAsync("named:3", Ending)).LayerPaths;
        Assert.Equal(["one", "two"], [File.ReadAllText(Path.Combine(layers[0], "a")), File.ReadAllText(Path.Combine(layers[1], "b"))]);
    }

    public void Dispose() => _images.Dispose();

    private static void Change(Dictionary<string, byte[]> files, string prefix, Action<byte[]> change) =>
        change(files.Last(file => file.Key.StartsWith(prefix, StringComparison.Ordinal)).Value);

    private static async Task<string> StatAsync(string path, string format) => (await RunAsync("stat", "-c", format, path)).TrimEnd();

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(Ending);
        await process.WaitForExitAsync(Ending);
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
