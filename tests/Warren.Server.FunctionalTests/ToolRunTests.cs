using System.Net;
using System.Net.ServerSentEvents;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Warren.Api;
using Warren.Api.Tools;
using Warren.Sandboxes;
using Warren.Storage;
using Warren.Tools.Artifacts;
using Warren.Tools.Runs;

namespace Warren.Server.FunctionalTests;

/// <summary>What becomes of runs: their history, and their end by others than themselves.</summary>
public sealed class ToolRunTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private ToolServer? _server;

    private static CancellationToken Token => ServerFixture.Token;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task Stream_tells_what_is_written_when_it_is_written_and_then_the_result()
    {
        var server = await StartAsync();
        await using var stream = new Streamed(server, new { tool = "shell", sessionId = "s", command = "echo one; cat /workspace/go 2>/dev/null; mkfifo go; cat go >&2" });
        Assert.Equal("queued", (await stream.NextAsync()).EventType);
        Assert.Equal("started", (await stream.NextAsync()).EventType);
        var first = await stream.NextAsync();
        Assert.Equal(("stdout", """{"offset":0,"text":"one\n"}"""), (first.EventType, first.Data));
        // It waits at the pipe: what was written was told while it runs.
        var run = await server.GetAsync($"/api/v0/tool-runs/{stream.Id}");
        Assert.Equal("running", (string?)run["state"]);
        Assert.Equal("one\n", await server.Http.GetStringAsync($"/artifacts/s/{stream.Id}/stdout", Token));
    }

    [Fact]
    public async Task Caller_who_goes_away_ends_the_run_and_what_it_wrote_is_kept()
    {
        var server = await StartAsync();
        var stream = new Streamed(server, new { tool = "shell", sessionId = "s", command = "echo partly; sleep 600" });
        await stream.UntilAsync("stdout");
        await stream.DisposeAsync();

        var run = await UntilAsync(server, stream.Id, "cancelled");
        Assert.Contains("went away", (string)run["reason"]!, StringComparison.Ordinal);
        Assert.Equal("partly\n", await server.Http.GetStringAsync($"/artifacts/s/{stream.Id}/stdout", Token));
        var problem = await ToolServer.ProblemAsync(HttpStatusCode.BadRequest, await server.Http.GetAsync($"/api/v0/tool-runs/{stream.Id}/result", Token));
        Assert.Equal("INVALID_STATE", problem.Code);
        await NoSandboxIsLeftAsync(server);
    }

    [Fact]
    public async Task Deleting_a_run_ends_it_and_leaves_nothing()
    {
        var server = await StartAsync();
        await using var stream = new Streamed(server, new { tool = "shell", sessionId = "s", command = "echo x > file; echo started; sleep 600" });
        await stream.UntilAsync("stdout");

        Assert.Equal(HttpStatusCode.NoContent, (await server.Http.DeleteAsync($"/api/v0/tool-runs/{stream.Id}", Token)).StatusCode);

        var error = await stream.UntilAsync("error");
        Assert.Equal("CONFLICT", (string?)JsonNode.Parse(error.Data)!["code"]);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Http.GetAsync($"/api/v0/tool-runs/{stream.Id}", Token)).StatusCode);
        Assert.Empty(Directory.GetFiles(server.Artifacts, "*", SearchOption.AllDirectories));
        await NoSandboxIsLeftAsync(server);
    }

    [Fact]
    public async Task Server_that_ends_during_a_run_leaves_it_to_the_next_which_sees_it_to_its_end()
    {
        var server = await StartAsync();
        var stream = new Streamed(server, new
        {
            tool = "code_execution",
            sessionId = "s",
            placement = "sandbox",
            language = "python",
            code = "import time\nfor i in range(40):\n  print(i, flush=True); time.sleep(0.1)\nopen('made', 'w').write('whole')",
        });
        await stream.UntilAsync("stdout");
        await server.RestartAsync();
        await stream.DisposeAsync();

        var run = await UntilAsync(server, stream.Id, "finished");
        Assert.Equal(0, (int)run["exitCode"]!);
        Assert.Equal(string.Concat(Enumerable.Range(0, 40).Select(number => $"{number}\n")), await server.Http.GetStringAsync($"/artifacts/s/{stream.Id}/stdout", Token));
        Assert.Equal("whole", await server.Http.GetStringAsync($"/artifacts/s/{stream.Id}/made", Token));
        await NoSandboxIsLeftAsync(server);
    }

    [Fact]
    public async Task Run_in_a_cell_that_went_with_the_server_has_failed_and_keeps_what_it_wrote()
    {
        var server = await StartAsync();
        var stream = new Streamed(server, new { tool = "shell", sessionId = "s", placement = "cell", command = "echo partly; sleep 600" });
        await stream.UntilAsync("stdout");
        await server.RestartAsync();
        await stream.DisposeAsync();

        var run = await UntilAsync(server, stream.Id, "failed");
        Assert.Contains("run it again", (string)run["reason"]!, StringComparison.Ordinal);
        Assert.Equal("partly\n", await server.Http.GetStringAsync($"/artifacts/s/{stream.Id}/stdout", Token));
    }

    [Fact]
    public async Task Run_whose_sandbox_went_with_the_server_has_failed_and_says_why()
    {
        var server = await StartAsync();
        var store = server.Services.GetRequiredService<IToolRunStore>();
        var artifacts = server.Services.GetRequiredService<ArtifactStore>();
        var done = await server.ShellAsync("echo x");
        var before = (await store.FindAsync(done.Id, Token))!;
        // As a server leaves it that is killed before it has started the program.
        await store.SaveAsync(before with { Run = before.Run with { State = ToolRunState.Running, ExitCode = null, FinishedAt = null } }, Token);
        await server.RestartAsync();

        var run = await UntilAsync(server, done.Id, "failed");
        Assert.Contains("run it again", (string)run["reason"]!, StringComparison.Ordinal);
        Assert.Equal("x\n", await server.Http.GetStringAsync($"/artifacts/s/{done.Id}/stdout", Token));
        Assert.NotNull(artifacts);
    }

    [Fact]
    public async Task Success_that_cannot_be_recorded_is_none_until_it_is_which_is_as_soon_as_it_can_be()
    {
        var store = new FullStore();
        var server = await StartAsync(services => services.AddSingleton<IToolRunStore>(provider => store.Over(new SqlToolRunStore(provider.GetRequiredService<SqlStorage>()))));
        store.RefusesEnds = true;
        var refusal = await ToolServer.ProblemAsync(HttpStatusCode.ServiceUnavailable, await server.PostAsync("/api/v0/tools/execute", new { tool = "shell", sessionId = "s", command = "echo kept" }));
        Assert.Equal("ENGINE_UNAVAILABLE", refusal.Code);

        var run = Assert.Single((await server.GetAsync("/api/v0/tool-runs"))["items"]!.AsArray())!;
        Assert.Equal("running", (string?)run["state"]); // As the next server would find it, if this one were killed now.
        store.RefusesEnds = false;
        Assert.Equal(ToolRunState.Finished, (await store.Recorded.WaitAsync(Patience, Token)).Run.State);

        store.RefusesEnds = true;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.PostAsync("/api/v0/tools/execute", new { tool = "shell", sessionId = "t", command = "exit 1" })).StatusCode);
        var lost = Assert.Single(await IdsAsync(server, "?sessionId=t"));
        Assert.Equal(HttpStatusCode.NoContent, (await server.Http.DeleteAsync($"/api/v0/tool-runs/{lost}", Token)).StatusCode);
        Assert.Null(await store.FindAsync(lost, Token));
    }

    [Fact]
    public async Task Run_that_cannot_be_recorded_at_all_leaves_nothing()
    {
        var store = new FullStore();
        var server = await StartAsync(services => services.AddSingleton<IToolRunStore>(provider => store.Over(new SqlToolRunStore(provider.GetRequiredService<SqlStorage>()))));
        store.RefusesAll = true;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.PostAsync("/api/v0/tools/execute", new { tool = "shell", sessionId = "s", command = "echo" })).StatusCode);
        Assert.Empty(await IdsAsync(server, ""));
        Assert.DoesNotContain(Directory.EnumerateFiles(server.Artifacts, "*", SearchOption.AllDirectories), _ => true);
    }

    [Fact]
    public async Task History_is_listed_newest_first_run_again_and_deleted_by_session()
    {
        var server = await StartAsync();
        var one = await server.ShellAsync("echo one", "a");
        var two = await server.ShellAsync("exit 7", "a");
        var other = await server.ShellAsync("echo other", "b");

        Assert.Equal([other.Id, two.Id, one.Id], await IdsAsync(server, ""));
        Assert.Equal([two.Id, one.Id], await IdsAsync(server, "?sessionId=a"));
        Assert.Empty(await IdsAsync(server, "?tool=code_execution"));
        Assert.Equal([other.Id, two.Id, one.Id], await IdsAsync(server, "?state=finished"));
        var first = await server.GetAsync("/api/v0/tool-runs?limit=2");
        Assert.Equal([one.Id], await IdsAsync(server, $"?limit=2&cursor={first["nextCursor"]}"));

        using var again = await server.PostAsync($"/api/v0/tool-runs/{one.Id}/rerun", "");
        var repeated = JsonSerializer.Deserialize(await again.Content.ReadAsStringAsync(Token), WarrenJson.Wire.ToolResult)!;
        Assert.Equal(("one\n", "a"), (repeated.Stdout, repeated.SessionId));
        Assert.NotEqual(one.Id, repeated.Id);
        Assert.Equal("echo one", (string?)(await server.GetAsync($"/api/v0/tool-runs/{one.Id}/request"))["command"]);

        var artifacts = (await server.GetAsync($"/api/v0/tool-runs/{one.Id}/artifacts"))["items"]!.AsArray();
        Assert.Equal([("stdout", 4L), ("stderr", 0L)], artifacts.Select(artifact => ((string)artifact!["name"]!, (long)artifact["size"]!)));

        using var deleted = await server.Http.DeleteAsync("/api/v0/tool-runs?sessionId=a", Token);
        Assert.Equal(3, (int)JsonNode.Parse(await deleted.Content.ReadAsStringAsync(Token))!["deleted"]!);
        Assert.Equal([other.Id], await IdsAsync(server, ""));
        Assert.Equal(HttpStatusCode.NotFound, (await server.Http.GetAsync(one.Artifacts.Outputs["stdout"], Token)).StatusCode);
        Assert.Equal("other\n", await server.ReadAsync(other, "stdout"));
    }

    [Fact]
    public async Task Full_line_is_told_with_the_time_to_come_back()
    {
        var server = await StartAsync(services => services.AddSingleton(new ToolRunOptions { MaxRunning = 1, MaxQueued = 1 }));
        await using var running = new Streamed(server, new { tool = "shell", sessionId = "s", command = "sleep 600" });
        await running.UntilAsync("started");
        await using var waiting = new Streamed(server, new { tool = "shell", sessionId = "s", command = "echo later" });
        await waiting.UntilAsync("queued");

        using var refused = await server.PostAsync("/tools/execute", new { tool = "shell", sessionId = "s", command = "true" });
        Assert.Equal("TOO_MANY_REQUESTS", (await ToolServer.ProblemAsync(HttpStatusCode.TooManyRequests, refused)).Code);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("queued", (string?)(await server.GetAsync($"/api/v0/tool-runs/{waiting.Id}"))["state"]);

        await server.Http.DeleteAsync($"/api/v0/tool-runs/{running.Id}", Token);
        Assert.Equal("later\n", (string?)JsonNode.Parse((await waiting.UntilAsync("result")).Data)!["stdout"]);
    }

    [Fact]
    public async Task Limits_of_a_run_cut_and_those_of_an_owner_refuse()
    {
        var server = await StartAsync(services => services.AddSingleton(new ArtifactOptions { Folder = Directory.CreateTempSubdirectory("warren-test-").FullName, MaxRunBytes = 1000, MaxRunFiles = 3, MaxOwnerBytes = 1000 }));
        var folder = server.Services.GetRequiredService<ArtifactOptions>().Folder;
        try
        {
            var result = await server.ShellAsync("printf %0500d 0; for i in 1 2 3 4 5; do echo $i > f$i; done; head -c 600 /dev/zero > big");
            Assert.Equal(["big", "f4", "f5"], result.Artifacts.Skipped!.Keys.Order());
            Assert.Equal(["stdout", "stderr", "f1", "f2", "f3"], result.Artifacts.Outputs.Keys);
            var cut = await server.ShellAsync("printf %02000d 0");
            Assert.Equal(1000, (await server.ReadAsync(cut, "stdout")).Length);
            Assert.Contains("cut after 1000 bytes", cut.Artifacts.Skipped!["stdout"], StringComparison.Ordinal);

            using var refused = await server.PostAsync("/tools/execute", new { tool = "shell", sessionId = "s", command = "true" });
            Assert.Contains("delete runs", (await ToolServer.ProblemAsync(HttpStatusCode.TooManyRequests, refused)).Detail, StringComparison.Ordinal);
            await server.Http.DeleteAsync("/api/v0/tool-runs?sessionId=s", Token);
            Assert.Equal(0, (await server.ShellAsync("true")).ExitCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Ten_thousand_files_are_all_kept()
    {
        var server = await StartAsync();
        var result = await server.RunAsync(new
        {
            tool = "code_execution",
            sessionId = "s",
            language = "python",
            timeout = 300,
            code = "import os\nfor i in range(10000):\n  os.makedirs(f'd{i % 100}', exist_ok=True)\n  open(f'd{i % 100}/{i}', 'w').write(str(i))",
        });
        Assert.Equal(10_002, result.Artifacts.Outputs.Count);
        Assert.Null(result.Artifacts.Skipped);
        foreach (var number in (int[])[0, 1, 99, 5000, 9999])
            Assert.Equal($"{number}", await server.ReadAsync(result, $"d{number % 100}/{number}"));
        var page = await server.GetAsync($"/api/v0/tool-runs/{result.Id}/artifacts?limit=1000");
        Assert.Equal(1000, page["items"]!.AsArray().Count);
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task Gigabyte_of_output_is_kept_to_the_last_byte()
    {
        var server = await StartAsync();
        var result = await server.RunAsync(new { tool = "shell", sessionId = "s", command = "yes | head -c 1073741824", timeout = 300 });
        Assert.Null(result.Artifacts.Skipped);
        await using var stream = await server.Http.GetStreamAsync(result.Artifacts.Outputs["stdout"], Token);
        using var expected = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("y\n", 1 << 19)));
        for (var count = 0; count < 1024; count++)
            expected.AppendData(piece);
        Assert.Equal(expected.GetHashAndReset(), await SHA256.HashDataAsync(stream, Token));
    }

    private async Task<ToolServer> StartAsync(Action<IServiceCollection>? configure = null) => _server = await ToolServer.StartAsync(configure);

    private static async Task<IEnumerable<string>> IdsAsync(ToolServer server, string query) =>
        (await server.GetAsync($"/api/v0/tool-runs{query}"))["items"]!.AsArray().Select(run => (string)run!["id"]!);

    private static async Task<JsonNode> UntilAsync(ToolServer server, string run, string state)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience);
        while (true)
        {
            var now = await server.GetAsync($"/api/v0/tool-runs/{run}");
            if ((string?)now["state"] == state)
                return now;
            Assert.False(now["finishedAt"] is not null, now.ToJsonString());
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    private static async Task NoSandboxIsLeftAsync(ToolServer server)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience);
        while (server.Services.GetRequiredService<SandboxService>().ListAll().Any(sandbox => sandbox.Snapshot.Spec.Name?.StartsWith("run-", StringComparison.Ordinal) == true))
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
    }

    /// <summary>A run that is streamed.</summary>
    private sealed class Streamed : IAsyncDisposable
    {
        private readonly CancellationTokenSource _leaving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        private readonly Task<HttpResponseMessage> _answer;
        private IAsyncEnumerator<SseItem<string>>? _events;

        public Streamed(ToolServer server, object body)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/v0/tools/execute")
            {
                Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
            };
            request.Headers.Accept.Add(new("text/event-stream"));
            _answer = server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _leaving.Token);
        }

        public string Id { get; private set; } = "";

        public async Task<SseItem<string>> NextAsync()
        {
            _events ??= SseParser.Create(await (await _answer).Content.ReadAsStreamAsync(_leaving.Token)).EnumerateAsync(_leaving.Token).GetAsyncEnumerator(_leaving.Token);
            Assert.True(await _events.MoveNextAsync(), "The stream ended.");
            if (_events.Current.EventType == "queued")
                Id = (string)JsonNode.Parse(_events.Current.Data)!["id"]!;
            return _events.Current;
        }

        public async Task<SseItem<string>> UntilAsync(string type)
        {
            while (true)
            {
                var next = await NextAsync();
                if (next.EventType == type)
                    return next;
                Assert.NotEqual("error", next.EventType);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _leaving.CancelAsync();
            if (_events is not null)
                await _events.DisposeAsync();
            (await _answer).Dispose();
            _leaving.Dispose();
        }
    }
}
