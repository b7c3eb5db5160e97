using System.Text;
using System.Text.Json.Nodes;
using Warren.Api;
using Warren.Client;

namespace Warren.Cli.Tests;

public sealed class ToolRunStreamTests
{
    private const string Begun = """
        event: queued
        data: {"id":"r1"}

        event: started
        data: {"id":"r1"}

        event: stdout
        data: {"offset":0,"text":"abc"}


        """;

    private const string Artifacts = """
        {"items":[{"name":"stderr","kind":"output","size":1,"contentType":"text/plain","url":""},
                  {"name":"stdout","kind":"output","size":6,"contentType":"text/plain","url":""},
                  {"name":"stdout","kind":"input","size":9,"contentType":"text/plain","url":""}]}
        """;

    private const string Result = """
        {"tool":"shell","sessionId":"s","id":"r1","exitCode":5,"durationMs":1,"stdout":"abcdef","stderr":"!","artifacts":{"inputs":{},"outputs":{}}}
        """;

    [Fact]
    public async Task What_breaks_off_is_seen_to_its_end_without_a_gap()
    {
        var asked = 0;
        await using var server = new ScriptedServer(request => request.Split(' ')[1].Split('?')[0] switch
        {
            "/api/v0/tools/execute" => Answer("200 OK", "text/event-stream", Begun, missing: 100),
            "/api/v0/tool-runs/r1" => Json(Run(asked++ == 0 ? "running" : "finished")),
            "/api/v0/tool-runs/r1/artifacts" => Json(Artifacts),
            "/api/v0/artifacts/s/r1/stderr" => Answer("200 OK", "text/plain", "!"),
            "/api/v0/artifacts/s/r1/stdout" => Answer("206 Partial Content", "text/plain", "def", "Content-Range: bytes 3-5/6"),
            "/api/v0/tool-runs/r1/result" => Json(Result),
            var other => throw new InvalidOperationException(other),
        });

        var (output, error, last) = await ReadAsync(server);

        Assert.Equal(("abcdef", "!", 5), (output, error, last?.Value.ExitCode));
        Assert.Contains(server.Requests, request => request.Contains("Range: bytes=3-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_did_not_survive_is_a_failure_with_its_reason()
    {
        await using var server = new ScriptedServer(request => request.StartsWith("POST", StringComparison.Ordinal)
            ? Answer("200 OK", "text/event-stream", Begun, missing: 100)
            : Json(Run("failed", "The server ended while the program ran.")));

        var failure = await Assert.ThrowsAsync<WarrenException>(() => ReadAsync(server));

        Assert.Equal(ErrorCode.SandboxFailed, failure.Code);
        Assert.Contains("The server ended while the program ran.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_breaks_off_before_a_run_was_there_is_not_waited_for()
    {
        await using var server = new ScriptedServer(_ => Answer("200 OK", "text/event-stream", "", missing: 100));

        Assert.Equal(ErrorCode.EngineUnavailable, (await Assert.ThrowsAsync<WarrenException>(() => ReadAsync(server))).Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task What_the_server_says_of_a_failure_is_no_break()
    {
        const string Error = "event: error\ndata: {\"title\":\"\",\"status\":503,\"detail\":\"The disk is full.\",\"code\":\"ENGINE_UNAVAILABLE\"}\n\n";
        await using var server = new ScriptedServer(_ => Answer("200 OK", "text/event-stream", Begun + Error));

        Assert.Equal("The disk is full.", (await Assert.ThrowsAsync<WarrenException>(() => ReadAsync(server))).Message);
        Assert.Single(server.Requests);
    }

    private static async Task<(string Output, string Error, ToolMessage.Finished? Last)> ReadAsync(ScriptedServer server)
    {
        using var client = new WarrenClient(server.Address, "token") { Reconnects = new() { FirstWait = TimeSpan.Zero, LongestWait = TimeSpan.Zero } };
        StringBuilder[] texts = [new(), new()];
        ToolMessage? last = null;
        await foreach (var message in client.Tools.StreamAsync(new JsonObject { ["tool"] = "shell" }, TestContext.Current.CancellationToken))
        {
            last = message;
            if (message is ToolMessage.Output output)
            {
                var text = texts[output.IsError ? 1 : 0];
                Assert.Equal(text.Length, output.Offset);
                text.Append(Encoding.ASCII.GetString(output.Bytes.Span));
            }
        }
        return (texts[0].ToString(), texts[1].ToString(), last as ToolMessage.Finished);
    }

    private static string Run(string state, string reason = "") =>
        $$"""{"id":"r1","tool":"shell","sessionId":"s","state":"{{state}}","createdAt":"2026-01-01T00:00:00Z","reason":"{{reason}}"}""";

    private static string Json(string body) => Answer("200 OK", "application/json", body);

    private static string Answer(string status, string type, string body, string header = "X-Nothing: 1", int missing = 0) =>
        $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length + missing}\r\nConnection: close\r\n{header}\r\n\r\n{body}";
}
