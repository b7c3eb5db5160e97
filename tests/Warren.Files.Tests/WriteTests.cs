using System.Net;
using System.Net.Http.Headers;

namespace Warren.Files.Tests;

public sealed class WriteTests(FilesFixture box)
{
    private static CancellationToken Token => FilesFixture.Token;

    [Fact]
    public async Task Replaced_file_keeps_its_mode_and_its_link()
    {
        var path = box.NewPath();
        await box.WriteAsync(path, "old", new() { Mode = "0751" });
        await box.RunAsync($"ln -s {path} {path}-link");

        await box.WriteAsync(path + "-link", "new");

        Assert.Equal("new", await box.ReadTextAsync(path));
        Assert.Equal("0751", (await box.Files.StatAsync(box.Box, path, false, null, Token)).Mode);
        Assert.Equal(FileType.Link, (await box.Files.StatAsync(box.Box, path + "-link", false, null, Token)).Type);
    }

    [Fact]
    public async Task File_of_another_owner_keeps_its_owner()
    {
        var path = "/workspace/shared-" + Path.GetRandomFileName();
        await box.RunAsync($"touch /tmp/other && chmod 666 /tmp/other && echo old long text > /tmp/other", user: "root");

        await box.WriteAsync("/tmp/other", "new");

        Assert.Equal("new", await box.ReadTextAsync("/tmp/other"));
        Assert.Equal("root", (await box.Files.StatAsync(box.Box, "/tmp/other", false, null, Token)).User);
        Assert.NotEqual("", path);
    }

    [Fact]
    public async Task Append_adds_to_the_end()
    {
        var path = box.NewPath();
        await box.WriteAsync(path, "one ", new() { Append = true });
        await box.WriteAsync(path, "two", new() { Append = true });

        Assert.Equal("one two", await box.ReadTextAsync(path));
    }

    [Fact]
    public async Task Conditions_are_kept()
    {
        var path = box.NewPath();
        await box.WriteAsync(path, "one", new() { CreateOnly = true });
        Assert.Equal(ErrorCode.Conflict, await FilesFixture.FailureOf(box.WriteAsync(path, "two", new() { CreateOnly = true })));
        using var download = await box.Files.ReadAsync(box.Box, path, null, null, Token);
        await box.WriteAsync(path, "two", new() { IfMatch = download.ETag });
        Assert.Equal(ErrorCode.PreconditionFailed, await FilesFixture.FailureOf(box.WriteAsync(path, "three", new() { IfMatch = download.ETag })));
        Assert.Equal(ErrorCode.NotFound, await FilesFixture.FailureOf(box.WriteAsync(Path.GetDirectoryName(path) + "/missing/file", "x", new() { CreateParents = false })));
        Assert.Equal("two", await box.ReadTextAsync(path));
    }

    [Fact]
    public async Task Upload_that_breaks_off_leaves_the_old_file_and_nothing_else()
    {
        var path = box.NewPath();
        await box.WriteAsync(path, "old");
        using var broken = new BreakingStream(3 << 20);

        await Assert.ThrowsAnyAsync<Exception>(() => box.Files.WriteAsync(box.Box, path, broken, new(), Token));

        Assert.Equal("old", await box.ReadTextAsync(path));
        var folder = Path.GetDirectoryName(path);
        for (var left = "x"; left != "file";)
            left = await box.RunAsync($"ls -A {folder}"); // The guest sees the end of the connection a moment later.
    }

    [Fact]
    public async Task Full_disk_is_said_and_keeps_the_old_file()
    {
        var small = await box.CreateAsync(new() { Disk = 64 << 20 });
        using var old = new MemoryStream("old"u8.ToArray());
        await box.Files.WriteAsync(small.Id, "/workspace/file", old, new(), Token);
        using var large = new PatternStream(200 << 20);

        Assert.Equal(ErrorCode.DiskFull, await FilesFixture.FailureOf(box.Files.WriteAsync(small.Id, "/workspace/file", large, new(), Token)));

        using var download = await box.Files.ReadAsync(small.Id, "/workspace/file", null, null, Token);
        Assert.Equal("old", await new StreamReader(download.Content).ReadToEndAsync(Token));
        Assert.Equal("file", await box.RunAsync("ls -A /workspace", box: small.Id));
        await box.Client.Sandboxes.DeleteAsync(small.Id, Token);
    }

    [Fact]
    public async Task Hundred_uploads_at_once_all_arrive()
    {
        var folder = box.NewPath("many");
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), new ParallelOptions { MaxDegreeOfParallelism = 100, CancellationToken = Token }, async (number, token) =>
        {
            using var content = new PatternStream(300_000 + number);
            await box.Files.WriteAsync(box.Box, $"{folder}/{number}", content, new(), token);
        });

        var entries = await box.Files.ListAsync(box.Box, folder, 1, null, Token).ToListAsync(Token);
        Assert.Equal(Enumerable.Range(0, 100).Select(number => 300_000L + number), entries.OrderBy(entry => entry.Size).Select(entry => entry.Size));
    }

    [Fact]
    public async Task File_that_shrinks_while_it_is_read_breaks_off()
    {
        var path = box.NewPath();
        await box.RunAsync($"mkdir -p $(dirname {path}) && truncate -s 1G {path}");
        using var download = await box.Files.ReadAsync(box.Box, path, null, null, Token);
        await box.RunAsync($"truncate -s 1 {path}");

        await Assert.ThrowsAnyAsync<IOException>(() => download.Content.CopyToAsync(Stream.Null, Token));
    }

    [Fact]
    public async Task Mode_is_changed_and_nonsense_refused()
    {
        var path = box.NewPath();
        await box.WriteAsync(path, "x");
        using var content = new StringContent($$"""{"path":"{{path}}","mode":"0640"}""", new MediaTypeHeaderValue("application/json"));
        Assert.Equal(HttpStatusCode.OK, (await box.Http.PostAsync(box.Url("/chmod"), content, Token)).StatusCode);
        Assert.Equal("0640", (await box.Files.StatAsync(box.Box, path, false, null, Token)).Mode);
        Assert.Equal(ErrorCode.InvalidRequest, await FilesFixture.FailureOf(box.WriteAsync(path, "x", new() { Mode = "rw" })));
    }
}
