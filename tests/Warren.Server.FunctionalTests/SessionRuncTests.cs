using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Warren.Sessions;
using Warren.TestKit;

namespace Warren.Server.FunctionalTests;

/// <summary>A session from its beginning to its end by HTTP, in real sandboxes, with a clock that is put forward.</summary>
public sealed class SessionRuncTests
{
    private const string Sessions = "/api/v0/sessions";

    // Answers with what it was told and with how many lines it has kept on the volume, over all its runs.
    private const string Program = """
        import json, os, sys
        for line in sys.stdin:
            message = json.loads(line)
            if message["type"] != "message": continue
            with open("/workspace/heard", "a") as heard: heard.write(message["content"] + "\n")
            count = len(open("/workspace/heard").readlines())
            print("for the log", flush=True)
            print(json.dumps({"content": f"{message['content']} {count} {os.environ.get('TOKEN')}", "replyTo": message["id"]}), flush=True)
        """;

    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public async Task Session_keeps_its_data_through_idle_stop_restart_and_remix()
    {
        var clock = new MovableClock();
        await using var server = await ToolServer.StartAsync(services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.AddSingleton(new SessionServiceOptions { Tick = TimeSpan.FromMilliseconds(100) });
        });
        await SendAsync(server, HttpMethod.Post, "/api/v0/secrets", new { name = "TOKEN", value = "sesame-open" }, HttpStatusCode.Created);
        await SendAsync(server, HttpMethod.Post, "/api/v0/agents", new { name = "echo", command = new[] { "python3", "-uc", Program } }, HttpStatusCode.Created);
        var session = await SendAsync(server, HttpMethod.Post, Sessions, new
        {
            name = "walk", agentIds = new[] { "echo" }, secrets = new[] { "TOKEN" }, disk = 64 << 20, setup = new[] { "echo made > /workspace/setup" },
        }, HttpStatusCode.Created);
        Assert.Equal(("READY", null), ((string?)session["state"], (string?)session["reason"]));
        Assert.Equal("one 1 sesame-open", await TalkAsync(server, "one", 2));
        Assert.Equal("made\none\n", await ExecAsync(server, "walk", "cat setup heard; echo data > file"));

        clock.Advance(TimeSpan.FromSeconds(310));
        await UntilAsync(server, "walk", "IDLE");
        while ((await server.GetAsync("/api/v0/sandboxes"))["items"]!.AsArray().Count > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);

        Assert.Equal("two 2 sesame-open", await TalkAsync(server, "two", 4));
        Assert.Equal("data\n", await ExecAsync(server, "walk", "cat file"));
        var mess = await ExecAsync(server, "walk", "LC_ALL=C dd if=/dev/zero of=big bs=1M count=80 2>&1 | grep -c 'No space left'; rm big");
        Assert.Equal("1\n", mess);

        await server.RestartAsync();
        Assert.Equal("three 3 sesame-open", await TalkAsync(server, "three", 6));

        await SendAsync(server, HttpMethod.Post, $"{Sessions}/walk/remix", new { name = "again" }, HttpStatusCode.Created);
        Assert.Equal("made\none\ntwo\nthree\ndata\n", await ExecAsync(server, "again", "cat setup heard file; echo other > file"));
        Assert.Equal("data\n", await ExecAsync(server, "walk", "cat file"));
        Assert.Equal("None\n", await ExecAsync(server, "again", "echo ${TOKEN:-None}"));

        foreach (var name in new[] { "walk", "again" })
        {
            using var deleted = await server.Http.DeleteAsync(new Uri($"{Sessions}/{name}", UriKind.Relative), Token);
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
            using var gone = await server.Http.GetAsync(new Uri($"{Sessions}/{name}", UriKind.Relative), Token);
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }
        Assert.Empty((await server.GetAsync("/api/v0/sandboxes"))["items"]!.AsArray());
    }

    private static async Task<string?> TalkAsync(ToolServer server, string text, int count)
    {
        await SendAsync(server, HttpMethod.Post, $"{Sessions}/walk/messages", new { content = text }, HttpStatusCode.Created);
        while ((long?)(await server.GetAsync($"{Sessions}/walk/messages/count"))["count"] < count)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        await UntilAsync(server, "walk", "READY");
        return (string?)(await server.GetAsync($"{Sessions}/walk/messages"))["items"]!.AsArray().Last()!["content"];
    }

    private static async Task UntilAsync(ToolServer server, string name, string state)
    {
        while ((string?)(await server.GetAsync($"{Sessions}/{name}"))["state"] != state)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
    }

    private static async Task<string?> ExecAsync(ToolServer server, string name, string line) =>
        (string?)(await SendAsync(server, HttpMethod.Post, $"{Sessions}/{name}/exec", new { command = line }, HttpStatusCode.OK))["stdout"];

    private static async Task<JsonNode> SendAsync(ToolServer server, HttpMethod method, string path, object body, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(method, path) { Content = System.Net.Http.Json.JsonContent.Create(body) };
        using var answer = await server.Http.SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(status == answer.StatusCode, $"{answer.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }
}
