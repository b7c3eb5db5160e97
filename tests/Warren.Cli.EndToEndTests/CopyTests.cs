using System.Security.Cryptography;

namespace Warren.Cli.EndToEndTests;

public sealed class CopyTests(Cli cli) : IClassFixture<Cli>, IAsyncLifetime
{
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("warren-copy-");

    private string Here(string path) => Path.Combine(_work.FullName, path);

    public async ValueTask InitializeAsync() => await cli.RunAsync("sandbox", "create", "--name", "copies");

    [Fact]
    public async Task A_file_goes_in_and_comes_out_byte_for_byte()
    {
        var noise = RandomNumberGenerator.GetBytes(3_000_001);
        await File.WriteAllBytesAsync(Here("noise"), noise, Cli.Token);

        await OkAsync("cp", Here("noise"), "copies:/workspace/");
        await OkAsync("cp", "copies:noise", Here("back"));

        Assert.Equal(noise, await File.ReadAllBytesAsync(Here("back"), Cli.Token));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(noise)), (await OkAsync("exec", "copies", "--", "sha256sum", "noise")).Split(' ')[0]);
    }

    [Fact]
    public async Task A_folder_is_made_or_gone_into_as_docker_does()
    {
        _work.CreateSubdirectory("tree/below");
        await File.WriteAllTextAsync(Here("tree/below/file"), "text", Cli.Token);

        await OkAsync("cp", Here("tree"), "copies:made");
        await OkAsync("cp", Here("tree"), "copies:made");
        await OkAsync("cp", Here("tree") + "/.", "copies:made");
        await OkAsync("cp", "copies:made", Here("out"));

        Assert.Equal("text", await OkAsync("files", "cat", "copies", "made/below/file"));
        Assert.Equal("text", await File.ReadAllTextAsync(Here("out/tree/below/file"), Cli.Token));
    }

    [Fact]
    public async Task A_tree_goes_through_standard_streams_as_an_archive()
    {
        await OkAsync("exec", "copies", "-c", "mkdir -p piped && echo through > piped/file && mkdir -p into");
        var pipe = $"{Cli.Program} sandbox cp copies:piped - | {Cli.Program} sandbox cp - copies:into";

        var piped = await Cli.FinishAsync(cli.StartOther("/bin/bash", "-o", "pipefail", "-c", pipe), "");

        Assert.Equal((0, ""), (piped.ExitCode, piped.Stderr));
        Assert.Equal("through\n", await OkAsync("files", "cat", "copies", "into/file"));
    }

    [Theory]
    [InlineData(64, "Neither path is in a sandbox", "a", "b")]
    [InlineData(64, "One of the paths has to be on this machine", "copies:a", "copies:b")]
    [InlineData(66, "There is no file", "/nowhere", "copies:a")]
    [InlineData(66, "", "copies:/nowhere", "/tmp/x")]
    [InlineData(66, "There is no folder", "/etc/hostname", "copies:/nowhere/")]
    [InlineData(66, "There is no sandbox", "/etc/hostname", "nobody:/a")]
    public async Task What_cannot_be_copied_is_said(int exitCode, string said, string from, string to)
    {
        var refused = await cli.RunAsync("sandbox", "cp", from, to);

        Assert.Equal((exitCode, ""), (refused.ExitCode, refused.Stdout));
        Assert.StartsWith($"warren: {said}", refused.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_listed_written_moved_found_and_removed()
    {
        await cli.RunAsync("first line\nsecond line\n", ["sandbox", "files", "write", "copies", "notes/a.txt"]);
        await OkAsync("files", "mv", "copies", "notes/a.txt", "notes/b.txt");

        Assert.Contains("b.txt", await OkAsync("files", "ls", "copies", "notes"), StringComparison.Ordinal);
        Assert.Contains("Size:      23 bytes", await OkAsync("files", "stat", "copies", "notes/b.txt"), StringComparison.Ordinal);
        Assert.EndsWith("b.txt:2:second line\n", await OkAsync("files", "search", "copies", "second", "notes"), StringComparison.Ordinal);
        await OkAsync("files", "rm", "-r", "copies", "notes");
        Assert.Equal(66, (await cli.RunAsync("sandbox", "files", "cat", "copies", "notes/b.txt")).ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        await cli.RunAsync("sandbox", "delete", "copies");
        _work.Delete(recursive: true);
    }

    private async Task<string> OkAsync(params string[] arguments)
    {
        var result = await cli.RunAsync(["sandbox", .. arguments]);
        Assert.True(result.ExitCode == 0, result.Stderr);
        return result.Stdout;
    }
}
