using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Warren.Files.Tests;

public sealed class RoundTripTests(FilesFixture box)
{
    private static CancellationToken Token => FilesFixture.Token;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65536)]
    [InlineData(1_000_003)]
    public async Task What_is_written_is_read(int size)
    {
        var (path, data) = (box.NewPath(), RandomNumberGenerator.GetBytes(size));

        var entry = await box.WriteAsync(path, data);

        Assert.Equal(data, await box.ReadAsync(path));
        Assert.Equal((path, "file", FileType.File, size, "0644", "agent"), (entry.Path, entry.Name, entry.Type, (int)entry.Size, entry.Mode, entry.User));
        Assert.Equal($"{size} agent 644", await box.RunAsync($"stat -c '%s %U %a' {path}"));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(1024, Explicit = true)]
    public async Task Large_file_is_the_same_after_both_ways(int mebibytes)
    {
        var path = box.NewPath();
        using var source = new PatternStream((long)mebibytes << 20);
        await box.Files.WriteAsync(box.Box, path, source, new(), Token);

        using var download = await box.Files.ReadAsync(box.Box, path, null, null, Token);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(download.Content, Token));

        using var again = new PatternStream((long)mebibytes << 20);
        Assert.Equal(Convert.ToHexStringLower(await SHA256.HashDataAsync(again, Token)), hash);
        Assert.Equal(hash, (await box.RunAsync($"sha256sum {path}"))[..64]);
        await box.Files.DeleteAsync(box.Box, path, false, null, Token);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("line\nbreak")]
    [InlineData("-rf")]
    [InlineData("%41+&=?#\"'\\")]
    [InlineData("日本 ✓ é")]
    public async Task Odd_names_are_names(string name)
    {
        var path = box.NewPath(name);

        await box.WriteAsync(path, "x");

        Assert.Equal("x", await box.ReadTextAsync(path));
        var listed = await box.Files.ListAsync(box.Box, path[..path.LastIndexOf('/')], 1, null, Token).SingleAsync(Token);
        Assert.Equal((path, name), (listed.Path, listed.Name));
        await box.Files.DeleteAsync(box.Box, path, false, null, Token);
    }

    [Fact]
    public async Task Longest_name_and_path_are_taken_and_longer_ones_refused()
    {
        var longest = box.NewPath(new string('é', 127) + "x");
        await box.WriteAsync(longest, "x");
        Assert.Equal("x", await box.ReadTextAsync(longest));

        Assert.Equal(ErrorCode.InvalidRequest, await FilesFixture.FailureOf(box.WriteAsync(box.NewPath(new string('x', 256)), "x")));
        Assert.Equal(ErrorCode.InvalidRequest, await FilesFixture.FailureOf(box.WriteAsync("/" + new string('x', 4096), "x")));
    }

    [Fact]
    public async Task Name_that_is_no_text_is_listed_read_and_removed()
    {
        var folder = box.NewPath("raw");
        await box.RunAsync($"mkdir -p {folder} && printf hi > {folder}/$(printf 'a\\377b')");

        var entry = await box.Files.ListAsync(box.Box, folder, 1, null, Token).SingleAsync(Token);

        Assert.Equal("a�b", entry.Name);
        var url = $"{box.Url("")}?rawPath={entry.RawPath}";
        Assert.Equal("hi", await box.Http.GetStringAsync(url, Token));
        Assert.Equal(HttpStatusCode.NoContent, (await box.Http.DeleteAsync(url, Token)).StatusCode);
        Assert.Empty(await box.Files.ListAsync(box.Box, folder, 1, null, Token).ToListAsync(Token));
    }

    [Theory]
    [InlineData(0L, 4L, "01234", "bytes 0-4/10")]
    [InlineData(7L, null, "789", "bytes 7-9/10")]
    [InlineData(null, 3L, "789", "bytes 7-9/10")]
    [InlineData(8L, 100L, "89", "bytes 8-9/10")]
    public async Task Range_is_given(long? from, long? to, string expected, string header)
    {
        var path = box.NewPath();
        await box.WriteAsync(path, "0123456789");
        using var request = new HttpRequestMessage(HttpMethod.Get, box.Url("", path)) { Headers = { Range = new RangeHeaderValue(from, to) } };

        using var response = await box.Http.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(header, response.Content.Headers.ContentRange!.ToString());
        Assert.Equal(expected, await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Range_of_a_large_file_is_given()
    {
        var (path, data) = (box.NewPath(), new byte[5_000_000]);
        new Random(1).NextBytes(data);
        await box.WriteAsync(path, data);
        using var request = new HttpRequestMessage(HttpMethod.Get, box.Url("", path)) { Headers = { Range = new RangeHeaderValue(1_000_003, 4_000_001) } };

        using var response = await box.Http.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(data[1_000_003..4_000_002], await response.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Large_file_that_is_cut_off_while_it_is_read_does_not_look_whole()
    {
        var path = box.NewPath();
        using var source = new PatternStream(200L << 20);
        await box.Files.WriteAsync(box.Box, path, source, new(), Token);
        using var download = await box.Files.ReadAsync(box.Box, path, null, null, Token);
        await download.Content.ReadExactlyAsync(new byte[1], Token);
        await box.RunAsync($"truncate -s 1 {path}");

        await Assert.ThrowsAnyAsync<IOException>(() => download.Content.CopyToAsync(Stream.Null, Token));
        await box.WriteAsync(path, "x");
        Assert.Equal("x", await box.ReadTextAsync(path));
    }

    [Fact]
    public async Task Range_outside_of_the_file_is_refused_and_of_another_version_ignored()
    {
        var path = box.NewPath();
        await box.WriteAsync(path, "0123456789");
        using var outside = new HttpRequestMessage(HttpMethod.Get, box.Url("", path)) { Headers = { Range = new RangeHeaderValue(10, null) } };
        using var refused = await box.Http.SendAsync(outside, Token);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, refused.StatusCode);
        Assert.Equal("bytes */10", refused.Content.Headers.ContentRange!.ToString());

        using var other = new HttpRequestMessage(HttpMethod.Get, box.Url("", path)) { Headers = { Range = new RangeHeaderValue(2, 3) } };
        other.Headers.TryAddWithoutValidation("If-Range", "W/\"1-2-3\"");
        using var whole = await box.Http.SendAsync(other, Token);
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        Assert.Equal("0123456789", await whole.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Head_tells_what_get_would_and_browsers_are_told_to_run_nothing()
    {
        var path = box.NewPath("page.html");
        await box.WriteAsync(path, "<script>alert(1)</script>");

        using var head = await box.Http.SendAsync(new(HttpMethod.Head, box.Url("", path)), Token);
        using var get = await box.Http.GetAsync(box.Url("", path), Token);

        foreach (var response in new[] { head, get })
        {
            Assert.Equal(25, response.Content.Headers.ContentLength);
            Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("sandbox", response.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        }
        using var same = new HttpRequestMessage(HttpMethod.Get, box.Url("", path)) { Headers = { IfNoneMatch = { get.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await box.Http.SendAsync(same, Token)).StatusCode);
    }

    [Fact]
    public async Task Relative_path_begins_at_the_workdir()
    {
        await box.WriteAsync("relative/file", "x");

        Assert.Equal("/workspace/relative/file", (await box.Files.StatAsync(box.Box, "relative/file", false, null, Token)).Path);
        Assert.Equal("x", await box.ReadTextAsync("/workspace/relative/file"));
    }

    [Fact]
    public async Task List_is_sorted_and_the_same_page_by_page()
    {
        var folder = box.NewPath("tree");
        await box.RunAsync($"mkdir -p {folder}/b/c {folder}/a && cd {folder} && touch a/2 a/1 b/c/d 'b/c-' top b.txt && ln -s nowhere link");
        string[] expected = ["a", "a/1", "a/2", "b", "b/c", "b/c/d", "b/c-", "b.txt", "link", "top"];

        var all = await box.Files.ListAsync(box.Box, folder, 10, null, Token).Select(entry => entry.Path[(folder.Length + 1)..]).ToListAsync(Token);
        var paged = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var json = await box.Http.GetStringAsync($"{box.Url("/list", folder)}&depth=10&limit=1{(cursor.Length > 0 ? "&cursor=" + Uri.EscapeDataString(cursor) : "")}", Token);
            var page = System.Text.Json.JsonSerializer.Deserialize(json, WarrenJson.Wire.PageFileEntry)!;
            paged.AddRange(page.Items.Select(entry => entry.Path[(folder.Length + 1)..]));
            cursor = page.NextCursor;
        }

        Assert.Equal(expected, all);
        Assert.Equal(expected, paged);
        Assert.Equal(5, await box.Files.ListAsync(box.Box, folder, 1, null, Token).CountAsync(Token));
    }

    [Fact]
    public async Task Folders_are_made_moved_and_removed()
    {
        var path = box.NewPath("one");
        await box.Files.MakeFolderAsync(box.Box, new() { Path = path + "/two", Mode = "0700" }, Token);
        Assert.Equal("0700", (await box.Files.StatAsync(box.Box, path + "/two", false, null, Token)).Mode);
        Assert.Equal(ErrorCode.Conflict, await FilesFixture.FailureOf(box.Files.MakeFolderAsync(box.Box, new() { Path = path, Parents = false }, Token)));

        await box.Files.MoveAsync(box.Box, new() { From = path, To = path + "-moved" }, Token);
        Assert.Equal(ErrorCode.NotFound, await FilesFixture.FailureOf(box.Files.StatAsync(box.Box, path, false, null, Token)));
        Assert.Equal(ErrorCode.Conflict, await FilesFixture.FailureOf(box.Files.DeleteAsync(box.Box, path + "-moved", false, null, Token)));
        await box.Files.DeleteAsync(box.Box, path + "-moved", true, null, Token);
        Assert.Equal(ErrorCode.NotFound, await FilesFixture.FailureOf(box.Files.StatAsync(box.Box, path + "-moved", false, null, Token)));
    }

    [Fact]
    public async Task Move_replaces_only_where_asked_and_goes_between_file_systems()
    {
        var (from, to) = (box.NewPath("from"), box.NewPath("to"));
        await box.WriteAsync(from, "new");
        await box.WriteAsync(to, "old");
        Assert.Equal(ErrorCode.Conflict, await FilesFixture.FailureOf(box.Files.MoveAsync(box.Box, new() { From = from, To = to }, Token)));

        await box.Files.MoveAsync(box.Box, new() { From = from, To = to, Overwrite = true }, Token);
        Assert.Equal("new", await box.ReadTextAsync(to));
        await box.Files.MoveAsync(box.Box, new() { From = to, To = "/dev/shm/" + Path.GetFileName(Path.GetDirectoryName(to)) }, Token);

        Assert.Equal("new", await box.ReadTextAsync("/dev/shm/" + Path.GetFileName(Path.GetDirectoryName(to))));
        Assert.Equal(ErrorCode.NotFound, await FilesFixture.FailureOf(box.Files.StatAsync(box.Box, to, false, null, Token)));
    }
}
