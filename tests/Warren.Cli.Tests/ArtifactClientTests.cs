using System.Text;
using Warren.Api;
using Warren.Api.Tools;
using Warren.Client;

namespace Warren.Cli.Tests;

public sealed class ArtifactClientTests
{
    private const string Content = "0123456789";

    [Fact]
    public async Task What_breaks_off_is_taken_up_behind_the_last_byte()
    {
        await using var server = new ScriptedServer(request => From(request) switch
        {
            0 => Answer("200 OK", 10, "0123", "ETag: \"a\""),
            4 => Answer("206 Partial Content", 6, "45678", "ETag: \"a\"", "Content-Range: bytes 4-9/10"),
            var from => Answer("206 Partial Content", 1, "9", "ETag: \"a\"", $"Content-Range: bytes {from}-9/10"),
        });

        Assert.Equal(Content, await ReadAsync(server));
        Assert.Equal([0, 4, 9], server.Requests.Select(From));
        Assert.Contains("If-Range: \"a\"", server.Requests[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ETag: \"b\"", "Content-Range: bytes 4-9/10")]
    [InlineData("ETag: \"a\"", "Content-Range: bytes 3-9/10")]
    public async Task What_is_another_artifact_meanwhile_is_not_put_together(string tag, string range)
    {
        await using var server = new ScriptedServer(request => From(request) == 0
            ? Answer("200 OK", 10, "0123", "ETag: \"a\"")
            : Answer("206 Partial Content", 6, "456789", tag, range));

        Assert.Equal(ErrorCode.PreconditionFailed, (await Assert.ThrowsAsync<WarrenException>(() => ReadAsync(server))).Code);
    }

    [Fact]
    public async Task A_server_that_begins_anew_is_not_read_on()
    {
        await using var server = new ScriptedServer(request => From(request) == 0
            ? Answer("200 OK", 10, "0123") : Answer("200 OK", 10, Content));

        Assert.Equal(ErrorCode.PreconditionFailed, (await Assert.ThrowsAsync<WarrenException>(() => ReadAsync(server))).Code);
    }

    [Fact]
    public async Task What_broke_off_behind_its_last_byte_is_whole()
    {
        await using var server = new ScriptedServer(_ => Answer("200 OK", 11, Content));

        Assert.Equal(Content, await ReadAsync(server));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task What_is_shorter_than_was_said_is_an_error()
    {
        await using var server = new ScriptedServer(_ => Answer("200 OK", 10, Content));

        Assert.Equal(ErrorCode.Internal, (await Assert.ThrowsAsync<WarrenException>(() => ReadAsync(server, "x", 12))).Code);
    }

    [Fact]
    public async Task Names_are_parts_of_the_path_and_nothing_else()
    {
        await using var server = new ScriptedServer(_ => Answer("200 OK", 10, Content));

        await ReadAsync(server, "a folder/%2e?#\\xff.txt");

        Assert.StartsWith("GET /api/v0/artifacts/s%2F1/run1/a%20folder/%252e%3F%23%5Cxff.txt?kind=output HTTP/1.1\r\n", server.Requests[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_refused_stays_refused()
    {
        const string Problem = """{"title":"Not Found","status":404,"detail":"There is no artifact x.","code":"NOT_FOUND"}""";
        await using var server = new ScriptedServer(_ => Answer("404 Not Found", Problem.Length, Problem, "Content-Type: application/problem+json"));

        var failure = await Assert.ThrowsAsync<WarrenException>(() => ReadAsync(server));

        Assert.Equal((ErrorCode.NotFound, "There is no artifact x."), (failure.Code, failure.Message));
        Assert.Single(server.Requests);
    }

    private static async Task<string> ReadAsync(ScriptedServer server, string name = "x", long size = 10)
    {
        using var client = new WarrenClient(server.Address, "token") { Reconnects = new() { FirstWait = TimeSpan.Zero, LongestWait = TimeSpan.Zero } };
        var artifact = new ToolArtifact { Name = name, Kind = ToolArtifactKind.Output, Size = size, ContentType = "text/plain", Url = "" };
        var text = new StringBuilder();
        await foreach (var piece in client.Tools.Artifacts.ReadAsync("s/1", "run1", artifact, TestContext.Current.CancellationToken))
            text.Append(Encoding.ASCII.GetString(piece.Span));
        return text.ToString();
    }

    private static string Answer(string status, int length, string body, params string[] headers) =>
        $"HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n{body}";

    private static int From(string request)
    {
        var line = request.Split("\r\n").FirstOrDefault(header => header.StartsWith("Range: bytes=", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line.AsSpan("Range: bytes=".Length).TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture);
    }
}
