using Warren.Api;
using Warren.Api.Tools;
using Warren.Cli.Tools;
using Warren.Client;

namespace Warren.Cli.Tests;

public sealed class ArtifactFolderTests : IDisposable
{
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("warren-artifacts-");

    private string Target => Path.Combine(_work.FullName, "target");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Artifacts_come_under_their_names()
    {
        await SaveAsync(mayReplace: false, "a.txt", "below/deep/b");

        Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(Target, "a.txt"), Token));
        Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(Target, "below/deep/b"), Token));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("/outside")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("./a")]
    [InlineData("")]
    [InlineData("nul\0")]
    public async Task A_name_that_is_no_path_in_a_folder_is_refused_before_anything_is_written(string name)
    {
        var failure = await Assert.ThrowsAsync<WarrenException>(() => SaveAsync(mayReplace: true, "good", name));

        Assert.Equal(ErrorCode.SandboxFailed, failure.Code);
        Assert.Empty(_work.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task What_is_there_is_not_replaced_and_nothing_is_written_where_nobody_can_be_asked()
    {
        await SaveAsync(mayReplace: false, "a");
        await File.WriteAllTextAsync(Path.Combine(Target, "a"), "mine", Token);

        var failure = await Assert.ThrowsAsync<WarrenException>(() => SaveAsync(mayReplace: false, "b", "a"));

        Assert.Equal(ErrorCode.Conflict, failure.Code);
        Assert.Contains(Path.Combine(Target, "a"), failure.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(Target, "a"), Token));
        Assert.Equal("a", Assert.Single(new DirectoryInfo(Target).EnumerateFileSystemInfos()).Name);
    }

    [Fact]
    public async Task What_is_there_is_replaced_where_that_is_wanted()
    {
        Directory.CreateDirectory(Target);
        await File.WriteAllTextAsync(Path.Combine(Target, "a"), "mine", Token);

        await SaveAsync(mayReplace: true, "a");

        Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(Target, "a"), Token));
    }

    [Fact]
    public async Task A_link_is_replaced_and_not_followed()
    {
        var outside = Path.Combine(_work.FullName, "outside");
        await File.WriteAllTextAsync(outside, "mine", Token);
        Directory.CreateDirectory(Target);
        File.CreateSymbolicLink(Path.Combine(Target, "a"), outside);
        File.CreateSymbolicLink(Path.Combine(Target, "b"), Path.Combine(_work.FullName, "nothing"));

        Assert.Equal(ErrorCode.Conflict, (await Assert.ThrowsAsync<WarrenException>(() => SaveAsync(mayReplace: false, "b"))).Code);
        await SaveAsync(mayReplace: true, "a", "b");

        Assert.Equal("mine", await File.ReadAllTextAsync(outside, Token));
        Assert.False(File.Exists(Path.Combine(_work.FullName, "nothing")));
        Assert.Null(new FileInfo(Path.Combine(Target, "a")).LinkTarget);
    }

    [Fact]
    public async Task Nothing_is_written_through_a_link_to_a_folder()
    {
        var outside = _work.CreateSubdirectory("outside");
        Directory.CreateDirectory(Target);
        File.CreateSymbolicLink(Path.Combine(Target, "out"), outside.FullName);

        await Assert.ThrowsAsync<WarrenException>(() => SaveAsync(mayReplace: true, "out/file"));
        await Assert.ThrowsAsync<WarrenException>(() => SaveAsync(mayReplace: true, "out/below/file"));

        Assert.Empty(outside.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task A_folder_does_not_become_a_file()
    {
        Directory.CreateDirectory(Path.Combine(Target, "a"));

        Assert.Equal(ErrorCode.Conflict, (await Assert.ThrowsAsync<WarrenException>(() => SaveAsync(mayReplace: true, "a"))).Code);
    }

    [Fact]
    public async Task What_does_not_come_whole_leaves_what_was_there()
    {
        Directory.CreateDirectory(Target);
        await File.WriteAllTextAsync(Path.Combine(Target, "a"), "mine", Token);

        await Assert.ThrowsAsync<WarrenException>(() => SaveAsync(mayReplace: true, Artifact("a") with { Size = 100 }));

        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(Target, "a"), Token));
        Assert.Single(new DirectoryInfo(Target).EnumerateFileSystemInfos());
    }

    public void Dispose() => _work.Delete(recursive: true);

    private Task SaveAsync(bool mayReplace, params string[] names) => SaveAsync(mayReplace, [.. names.Select(Artifact)]);

    private async Task SaveAsync(bool mayReplace, params ToolArtifact[] artifacts)
    {
        await using var server = new ScriptedServer(_ => "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\ncontent");
        using var client = new WarrenClient(server.Address, "token");
        await new ArtifactFolder(Target, mayReplace).SaveAsync(client.Tools.Artifacts, "session", "run", artifacts, Token);
    }

    private static ToolArtifact Artifact(string name) => new() { Name = name, Kind = ToolArtifactKind.Output, Size = 7, ContentType = "text/plain", Url = "" };
}
