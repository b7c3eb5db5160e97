using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Warren.Files.Tests;

public sealed class TreeTests(FilesFixture box)
{
    private static CancellationToken Token => FilesFixture.Token;

    [Fact]
    public async Task Copy_keeps_modes_times_and_links_and_leaves_out_what_is_no_file()
    {
        var path = box.NewPath("from");
        await box.RunAsync($"mkdir -p {path}/sub/empty && cd {path} && echo text > sub/file && chmod 640 sub/file && touch -d @1000000000.5 sub/file && ln -s sub/file link && mkfifo pipe && chmod 2755 sub");

        var result = await box.Files.CopyAsync(box.Box, new() { From = path, To = path + "-copy" }, Token);

        Assert.Equal((1, 3, 1, 5, 1), ((int)result.Files, (int)result.Folders, (int)result.Links, (int)result.Bytes, (int)result.Skipped));
        Assert.Equal("", await box.RunAsync($"rm {path}/pipe; cd {path} && find . -printf '%p %y %m %T@ %l\\n' | grep -v '^\\. ' | sort > /tmp/a; cd {path}-copy && find . -printf '%p %y %m %T@ %l\\n' | grep -v '^\\. ' | sort > /tmp/b; diff /tmp/a /tmp/b | grep -v link || true"));
        Assert.Equal(ErrorCode.Conflict, await FilesFixture.FailureOf(box.Files.CopyAsync(box.Box, new() { From = path, To = path + "-copy", Overwrite = true }, Token)));
        Assert.Equal(2, (await box.Files.CopyAsync(box.Box, new() { From = path + "/sub", To = path + "/sub/empty/again" }, Token)).Folders);
    }

    [Fact]
    public async Task Tree_of_any_depth_and_only_the_tree_is_removed()
    {
        var path = box.NewPath("deep");
        await box.RunAsync($"""
            mkdir -p {path} {path}-kept && touch {path}-kept/file && ln -s {path}-kept {path}/link && python3 - <<'END'
            import os
            os.chdir("{path}")
            for _ in range(3000):
                os.mkdir("d"); open("f", "w").close(); os.chdir("d")
            END
            """);

        await box.Files.DeleteAsync(box.Box, path, recursive: true, null, Token);

        Assert.Equal("file", await box.RunAsync($"test ! -e {path} && ls {path}-kept"));
    }

    [Theory]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    [InlineData("zip")]
    public async Task Archive_goes_out_and_in(string format)
    {
        var path = box.NewPath("tree");
        await box.RunAsync($"mkdir -p {path}/a/b {path}/empty && cd {path} && seq 100000 > a/numbers && echo x > 'a/b/odd ü name' && chmod 751 a/b/odd* && ln -s ../a/numbers a/link && mkfifo pipe && touch -d @1600000000 a/numbers");
        using var archive = new MemoryStream();
        using (var download = await box.Files.ReadArchiveAsync(box.Box, path, format, null, Token))
            await download.Content.CopyToAsync(archive, Token);
        archive.Position = 0;

        var result = await box.Files.WriteArchiveAsync(box.Box, path + "-out", format, archive, null, Token);

        Assert.Equal((2, 3, 1), ((int)result.Files, (int)result.Folders, (int)result.Links));
        Assert.Equal("", await box.RunAsync($"rm {path}/pipe && diff -r {path} {path}-out && test -L {path}-out/a/link && test $(stat -c %a {path}-out/a/b/odd*) = 751 && test $(stat -c %Y {path}-out/a/numbers) = 1600000000"));
    }

    [Fact]
    public async Task Archive_of_a_file_holds_the_file_and_of_nothing_is_an_error()
    {
        var path = box.NewPath("single");
        await box.WriteAsync(path, "content");
        using var download = await box.Files.ReadArchiveAsync(box.Box, path, "tar", null, Token);
        using var reader = new TarReader(download.Content);
        var entry = (await reader.GetNextEntryAsync(copyData: true, Token))!;
        Assert.Equal("single", entry.Name);
        Assert.Equal("content", await new StreamReader(entry.DataStream!).ReadToEndAsync(Token));
        Assert.Equal(ErrorCode.NotFound, await FilesFixture.FailureOf(box.Files.ReadArchiveAsync(box.Box, path + "-missing", "tar", null, Token)));
        Assert.Equal(ErrorCode.InvalidRequest, await FilesFixture.FailureOf(box.Files.ReadArchiveAsync(box.Box, path, "rar", null, Token)));
    }

    [Fact]
    [Trait("Category", "Security")]
    public async Task Hostile_tar_writes_nothing_outside_of_its_folder()
    {
        var path = box.NewPath("target");
        await box.RunAsync($"mkdir -p {path} $(dirname {path})/outside && echo old > $(dirname {path})/outside/file && ln -s ../outside {path}/there");
        using var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            Add(tar, TarEntryType.RegularFile, "../outside/slip");
            Add(tar, TarEntryType.RegularFile, "a/../../outside/slip");
            Add(tar, TarEntryType.RegularFile, "/absolute");
            Add(tar, TarEntryType.RegularFile, "there/slip");
            Add(tar, TarEntryType.SymbolicLink, "link", "../outside");
            Add(tar, TarEntryType.RegularFile, "link/slip");
            Add(tar, TarEntryType.SymbolicLink, "one", "two");
            Add(tar, TarEntryType.SymbolicLink, "two", "../outside");
            Add(tar, TarEntryType.RegularFile, "one/slip");
            Add(tar, TarEntryType.Directory, "link/folder");
            Add(tar, TarEntryType.HardLink, "hard", "../outside/file");
            Add(tar, TarEntryType.HardLink, "hard2", "link/file");
            Add(tar, TarEntryType.RegularFile, "hard");
            Add(tar, TarEntryType.SymbolicLink, "over", "../outside/file");
            Add(tar, TarEntryType.RegularFile, "over");
            Add(tar, TarEntryType.Fifo, "fifo");
            tar.WriteEntry(new PaxTarEntry(TarEntryType.CharacterDevice, "null") { DeviceMajor = 1, DeviceMinor = 3 });
            Add(tar, TarEntryType.RegularFile, "good/file");
        }
        archive.Position = 0;

        var result = await box.Files.WriteArchiveAsync(box.Box, path, "tar", archive, null, Token);

        Assert.Equal("file\nold", await box.RunAsync($"ls $(dirname {path})/outside && cat $(dirname {path})/outside/file"));
        Assert.Equal("evil evil evil evil", await box.RunAsync($"cd {path} && cat absolute over good/file hard | sed 's/evilevil/evil evil/g; s/evilevil/evil evil/g'"));
        Assert.Equal("no", await box.RunAsync("test -e /absolute && echo yes || echo no"));
        Assert.Equal(10, result.Skipped);
    }

    [Fact]
    [Trait("Category", "Security")]
    public async Task Hostile_zip_writes_nothing_outside_of_its_folder()
    {
        var path = box.NewPath("target");
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, type) in new[] { ("../slip", 0), ("a/../../slip", 0), ("link", 0xA000), ("link/slip", 0), ("device", 0x2000), ("good", 0) })
            {
                var entry = zip.CreateEntry(name);
                entry.ExternalAttributes = type << 16;
                using var content = entry.Open();
                content.Write(type == 0xA000 ? ".."u8 : "evil"u8);
            }
        archive.Position = 0;

        var result = await box.Files.WriteArchiveAsync(box.Box, path, "zip", archive, null, Token);

        Assert.Equal("good\nlink", await box.RunAsync($"ls {path}"));
        Assert.Equal("no", await box.RunAsync($"test -e $(dirname {path})/slip && echo yes || echo no"));
        Assert.Equal((1, 1, 4), ((int)result.Files, (int)result.Links, (int)result.Skipped));
    }

    [Fact]
    public async Task What_is_no_archive_is_refused()
    {
        foreach (var format in new[] { "tar", "tar.gz", "zip" })
        {
            using var garbage = new MemoryStream(Encoding.UTF8.GetBytes(new string('x', 5000)));
            Assert.Equal(ErrorCode.InvalidRequest, await FilesFixture.FailureOf(box.Files.WriteArchiveAsync(box.Box, box.NewPath("garbage"), format, garbage, null, Token)));
        }
        using var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
            Add(tar, TarEntryType.RegularFile, "file");
        archive.SetLength(600);
        archive.Position = 0;
        Assert.Equal(ErrorCode.InvalidRequest, await FilesFixture.FailureOf(box.Files.WriteArchiveAsync(box.Box, box.NewPath("cut"), "tar", archive, null, Token)));
    }

    private static void Add(TarWriter tar, TarEntryType type, string name, string? target = null)
    {
        var entry = new PaxTarEntry(type, name);
        if (target is not null)
            entry.LinkName = target;
        if (type == TarEntryType.RegularFile)
            entry.DataStream = new MemoryStream("evil"u8.ToArray());
        tar.WriteEntry(entry);
    }
}
