using System.Text.Json;
using Warren.Api;
using Warren.Cli.Interactive;

namespace Warren.Cli.Tests.Interactive;

public sealed class ConnectLineTests
{
    public static TheoryData<string, object> Lines => new()
    {
        { "  ", new ConnectLine.Blank() },
        { "q", new ConnectLine.Quit() },
        { "/quit", new ConnectLine.Quit() },
        { " /help ", new ConnectLine.Help() },
        { "/use lab", new ConnectLine.Use("lab") },
        { "/use", new ConnectLine.Use(null) },
        { "!ls  -l ", new ConnectLine.Run("ls  -l") },
        { "hello there", new ConnectLine.Say("hello there") },
        { "//slash", new ConnectLine.Say("/slash") },
        { "quit", new ConnectLine.Say("quit") },
        { "/api sessions", new ConnectLine.Call(HttpMethod.Get, "/api/v0/sessions", null) },
        { "/api get /health", new ConnectLine.Call(HttpMethod.Get, "/health", null) },
        { "/api sessions {\"name\": \"a b\"}", new ConnectLine.Call(HttpMethod.Post, "/api/v0/sessions", "{\"name\": \"a b\"}") },
        { "/api PUT sessions/a/state  {\"state\":\"IDLE\"}", new ConnectLine.Call(HttpMethod.Put, "/api/v0/sessions/a/state", "{\"state\":\"IDLE\"}") },
        { "/api DELETE sessions/a", new ConnectLine.Call(HttpMethod.Delete, "/api/v0/sessions/a", null) },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_line_says_what_is_to_be_done(string line, object meant) => Assert.Equal(meant, ConnectLine.Parse(line));

    [Theory]
    [InlineData("!", "write it behind the !")]
    [InlineData("/nonsense", "There is no /nonsense")]
    [InlineData("/status now", "takes nothing")]
    [InlineData("/use two words", "one word")]
    [InlineData("/api", "endpoint is missing")]
    [InlineData("/api GET", "endpoint is missing")]
    [InlineData("/api sessions {name", "no JSON, at letter")]
    [InlineData("/api https://elsewhere.example/", "a path of this server")]
    public void What_is_wrong_is_said(string line, string said)
    {
        var refused = Assert.Throws<WarrenException>(() => ConnectLine.Parse(line));

        Assert.Equal(ErrorCode.InvalidRequest, refused.Code);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v0/se", "/api/v0/secrets", "/api/v0/sessions")]
    [InlineData("/api/v0/sessions/", "/api/v0/sessions/lab")]
    [InlineData("/api/v0/sessions/lab/", "/api/v0/sessions/lab/execs/", "/api/v0/sessions/lab/state")]
    [InlineData("/api/v0/sessions/lab/s", "/api/v0/sessions/lab/state")]
    [InlineData("/api/v0/other/", new string[0])]
    [InlineData("/h", "/health")]
    public async Task Paths_are_completed_part_by_part(string typed, params string[] completed) =>
        Assert.Equal(completed, await Paths().CompleteAsync(typed, null, Names));

    [Fact]
    public async Task Only_paths_that_take_the_method_are_completed() =>
        Assert.Equal(["/api/v0/sessions/lab/state"], await Paths().CompleteAsync("/api/v0/sessions/lab/", "PUT", Names));

    [Fact]
    public async Task Names_are_asked_for_once()
    {
        var asked = 0;

        await Paths().CompleteAsync("/api/v0/sessions/l", null, kind =>
        {
            asked++;
            return Names(kind);
        });

        Assert.Equal(1, asked);
    }

    private static Task<IReadOnlyList<string>> Names(string kind) => Task.FromResult<IReadOnlyList<string>>(kind == "sessions" ? ["lab"] : []);

    private static ApiPaths Paths()
    {
        using var description = JsonDocument.Parse("""
            {
                "paths": {
                    "/health": { "get": {} },
                    "/api/v0/sessions": { "get": {}, "post": {} },
                    "/api/v0/sessions/{session}": { "get": {} },
                    "/api/v0/sessions/{session}/state": { "put": {} },
                    "/api/v0/sessions/{session}/execs/{exec}": { "get": {} },
                    "/api/v0/secrets": { "get": {} }
                }
            }
            """);
        return ApiPaths.Parse(description.RootElement);
    }
}
