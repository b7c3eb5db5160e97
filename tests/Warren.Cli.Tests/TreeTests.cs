using System.Formats.Tar;
using Warren.Api;
using Warren.Cli.Files;

namespace Warren.Cli.Tests;

public sealed class TreeTests : IDisposable
{
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("warren-tree-");
    private readonly Meter _meter = new(null);

    private string Target => Path.Combine(_work.FullName, "target");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tree_comes_back_as_it_was()
    {
        var source = _work.CreateSubdirectory("source");
        source.CreateSubdirectory("below/empty");
        await File.WriteAllTextAsync(Path.Combine(source.FullName, "below/run.sh"), "echo hello", Token);
        File.SetUnixFileMode(Path.Combine(source.FullName, "below/run.sh"), (UnixFileMode)0b111_101_000);
        await File.WriteAllBytesAsync(Path.Combine(source.FullName, "large"), new byte[3_000_001], Token);
        File.CreateSymbolicLink(Path.Combine(source.FullName, "link"), "/etc/hostname");
        using var archive = new MemoryStream();

        var sent = await new TreeWriter(source.FullName, "", _meter).WriteAsync(archive, Token);
        archive.Position = 0;
        var received = await new TreeReader(Target, _meter).ReadAsync(archive, Token);

        Assert.Equal((2, 3_000_011, 0), (sent.Files, sent.Bytes, sent.Skipped));
        Assert.Equal(sent, received);
        Assert.Equal("echo hello", await File.ReadAllTextAsync(Path.Combine(Target, "below/run.sh"), Token));
        Assert.Equal((UnixFileMode)0b111_101_000, File.GetUnixFileMode(Path.Combine(Target, "below/run.sh")));
        Assert.True(Directory.Exists(Path.Combine(Target, "below/empty")));
        Assert.Equal("/etc/hostname", new FileInfo(Path.Combine(Target, "link")).LinkTarget);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    public async Task A_path_that_leads_out_is_refused(string name)
    {
        var failure = await Assert.ThrowsAsync<WarrenException>(() => ReadAsync(Regular(name)));

        Assert.Equal(ErrorCode.SandboxFailed, failure.Code);
        Assert.False(File.Exists(Path.Combine(_work.FullName, "outside")));
    }

    [Fact]
    public async Task An_absolute_path_begins_at_the_folder()
    {
        await ReadAsync(Regular("/etc/passwd"));

        Assert.True(File.Exists(Path.Combine(Target, "etc/passwd")));
    }

    [Fact]
    public async Task Nothing_is_written_through_a_link_of_the_archive()
    {
        var outside = _work.CreateSubdirectory("outside");

        await Assert.ThrowsAsync<WarrenException>(() => ReadAsync(Link("out", outside.FullName), Regular("out/file")));

        Assert.Empty(outside.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task Nothing_is_written_through_a_link_that_is_there()
    {
        var outside = _work.CreateSubdirectory("outside");
        Directory.CreateDirectory(Target);
        File.CreateSymbolicLink(Path.Combine(Target, "out"), outside.FullName);
        File.CreateSymbolicLink(Path.Combine(Target, "file"), Path.Combine(outside.FullName, "file"));

        await ReadAsync(Regular("file"));
        await Assert.ThrowsAsync<WarrenException>(() => ReadAsync(Regular("out/file")));

        Assert.Empty(outside.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task A_hard_link_takes_nothing_from_outside()
    {
        Directory.CreateDirectory(Target);
        File.CreateSymbolicLink(Path.Combine(Target, "inner"), "/etc/hostname");

        var count = await ReadAsync(new PaxTarEntry(TarEntryType.HardLink, "copy") { LinkName = "inner" });

        Assert.Equal(1, count.Skipped);
        Assert.False(File.Exists(Path.Combine(Target, "copy")));
        await Assert.ThrowsAsync<WarrenException>(() => ReadAsync(new PaxTarEntry(TarEntryType.HardLink, "copy") { LinkName = "../../etc/hostname" }));
    }

    [Fact]
    public async Task Devices_and_set_user_ids_stay_behind()
    {
        var file = Regular("tool");
        file.Mode = UnixFileMode.SetUser | UnixFileMode.UserRead | UnixFileMode.UserExecute;

        var count = await ReadAsync(new PaxTarEntry(TarEntryType.CharacterDevice, "null"), new PaxTarEntry(TarEntryType.Fifo, "pipe"), file);

        Assert.Equal((1, 2), (count.Files, count.Skipped));
        Assert.False(File.GetUnixFileMode(Path.Combine(Target, "tool")).HasFlag(UnixFileMode.SetUser));
    }

    public void Dispose()
    {
        _meter.Dispose();
        _work.Delete(recursive: true);
    }

    private static PaxTarEntry Regular(string name) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1, 2, 3]) };

    private static PaxTarEntry Link(string name, string target) => new(TarEntryType.SymbolicLink, name) { LinkName = target };

    private async Task<TreeCount> ReadAsync(params TarEntry[] entries)
    {
        using var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
            foreach (var entry in entries)
                tar.WriteEntry(entry);
        archive.Position = 0;
        return await new TreeReader(Target, _meter).ReadAsync(archive, Token);
    }
}
