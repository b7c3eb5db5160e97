using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Warren.Api.Tools;
using Warren.Tools.Artifacts;
using Warren.Tools.Runs;

namespace Warren.Server.FunctionalTests;

/// <summary>Tools with real programs under runc.</summary>
public sealed class ToolRuncTests : IAsyncLifetime
{
    private ToolServer _server = null!;

    private static CancellationToken Token => ServerFixture.Token;

    public async ValueTask InitializeAsync() => _server = await ToolServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task Documented_example_works_as_written()
    {
        using var answer = await _server.PostAsync("/tools/execute", """
            { "tool": "code_execution", "sessionId": "session-xyz", "language": "python",
              "code": "print(6*7)\nopen('output.txt', 'w').write('made')", "filename": "script.py" }
            """);
        var result = System.Text.Json.JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Token), Api.WarrenJson.Wire.ToolResult)!;

        Assert.Equal(("code_execution", "session-xyz", 0, "42\n", ""), (result.Tool, result.SessionId, result.ExitCode, result.Stdout, result.Stderr));
        Assert.Equal($"{_server.Http.BaseAddress}artifacts/session-xyz/{result.Id}/script.py", Assert.Single(result.Artifacts.Inputs).Value);
        Assert.Equal(["stdout", "stderr", "output.txt"], result.Artifacts.Outputs.Keys);
        Assert.Equal(("42\n", "", "made"), (await _server.ReadAsync(result, "stdout"), await _server.ReadAsync(result, "stderr"), await _server.ReadAsync(result, "output.txt")));
        Assert.StartsWith("print(6*7)", await _server.Http.GetStringAsync(result.Artifacts.Inputs["script.py"], Token), StringComparison.Ordinal);
        using var script = await _server.Http.GetAsync(result.Artifacts.Inputs["script.py"], Token);
        Assert.Equal("text/plain", script.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("python", "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)")]
    [InlineData("node", "console.log('out'); console.error('err'); process.exit(3)")]
    [InlineData("bun", "console.log('out'); console.error('err'); process.exit(3)")]
    [InlineData("typescript", "const text: string = 'out'; console.log(text); console.error('err'); process.exit(3)")]
    [InlineData("bash", "echo out; echo err >&2; exit 3")]
    public async Task Each_language_runs_by_the_old_path_without_naming_the_tool(string language, string code)
    {
        using var answer = await _server.PostAsync("/run", new { sessionId = "s", language, code });
        var result = System.Text.Json.JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Token), Api.WarrenJson.Wire.ToolResult)!;
        Assert.Equal((3, "out\n", "err\n"), (result.ExitCode, result.Stdout, result.Stderr));
    }

    [Fact]
    public async Task Inputs_are_outputs_only_where_they_were_changed_and_both_are_kept()
    {
        var result = await _server.RunAsync(new
        {
            tool = "code_execution",
            sessionId = "s",
            code = "echo more >> b.txt; echo new > c.txt; cat a.txt",
            files = new[] { new { name = "a.txt", content = "same" }, new { name = "b.txt", content = "old\n" } },
        });
        Assert.Equal("same", result.Stdout);
        Assert.Equal(["script.sh", "a.txt", "b.txt"], result.Artifacts.Inputs.Keys);
        Assert.Equal(["stdout", "stderr", "b.txt", "c.txt"], result.Artifacts.Outputs.Keys);
        Assert.Equal("old\n", await _server.Http.GetStringAsync(result.Artifacts.Inputs["b.txt"], Token));
        Assert.Equal("old\nmore\n", await _server.ReadAsync(result, "b.txt"));
    }

    [Fact]
    public async Task Every_odd_name_comes_back_under_an_address_that_works()
    {
        string[] names = ["a b", "ä€😀", "%2e%2e", "a%2Fb", "?#&=+;", "new\nline", "tab\t", "'\"`$(x)", "-rf", "...", "<script>", "back\\slash", "\u0001", "trailing.", " lead", "d/e/deep", "stdout"];
        var result = await _server.RunAsync(new
        {
            tool = "code_execution",
            sessionId = "s %ä?",
            language = "python",
            code = """
                import json, os
                for name in json.load(open('names.json')):
                    os.makedirs(os.path.dirname('./' + name), exist_ok=True)
                    open(name, 'w').write(name)
                open(b'raw\xff', 'w').write('raw')
                """,
            files = new[] { new { name = "names.json", content = System.Text.Json.JsonSerializer.Serialize(names) } },
        });
        foreach (var name in names.Where(name => name != "stdout"))
            Assert.Equal(name, await _server.ReadAsync(result, name));
        Assert.Equal("stdout", await _server.ReadAsync(result, "workspace/stdout"));
        Assert.Equal("raw", await _server.ReadAsync(result, @"raw\xff"));
    }

    [Fact]
    public async Task What_is_no_file_is_not_followed_and_said_to_be_left_out()
    {
        var result = await _server.ShellAsync("""
            ln -s /etc/passwd link; ln -s / root; ln -s /proc/self/fd/0 fd; mkfifo pipe
            python3 -c "import socket; socket.socket(socket.AF_UNIX).bind('sock')"
            echo kept > real; ln real hard; echo x > unreadable; chmod 0 unreadable; mkdir shut; echo y > shut/y; chmod 0 shut
            """);
        Assert.Equal(["stdout", "stderr", "hard", "real"], result.Artifacts.Outputs.Keys);
        Assert.Equal(["fd", "link", "pipe", "root", "shut", "sock", "unreadable"], result.Artifacts.Skipped!.Keys.Order());
        foreach (var name in (string[])["link", "root", "pipe", "..", "../../etc/passwd", "%2e%2e/index.json", "index.json", "request.json"])
        {
            using var answer = await _server.Http.GetAsync($"/artifacts/s/{result.Id}/{name}", Token);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Long_output_is_trimmed_in_the_answer_and_whole_in_the_artifact()
    {
        var result = await _server.ShellAsync("seq 1 100000; echo end >&2");
        var expected = string.Concat(Enumerable.Range(1, 100_000).Select(number => string.Create(CultureInfo.InvariantCulture, $"{number}\n")));
        Assert.True(result.StdoutTrimmed);
        Assert.False(result.StderrTrimmed);
        Assert.StartsWith("1\n2\n", result.Stdout, StringComparison.Ordinal);
        Assert.EndsWith("99999\n100000\n", result.Stdout, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(result.Stdout), 10_000, 10_400);
        Assert.Equal(expected, await _server.ReadAsync(result, "stdout"));
    }

    [Fact]
    public async Task Time_out_ends_everything_and_says_so_in_standard_error()
    {
        var result = await _server.RunAsync(new { tool = "shell", sessionId = "s", command = "echo before; (sleep 600 &); sleep 600", timeout = 1 });
        Assert.Equal((-1, true, "before\n"), (result.ExitCode, result.TimedOut, result.Stdout));
        Assert.Contains("time-out", result.Stderr, StringComparison.Ordinal);
        Assert.Equal(result.Stderr, await _server.ReadAsync(result, "stderr"));
    }

    [Fact]
    public async Task Memory_and_processes_are_limited_as_the_run_says()
    {
        var killed = await _server.RunAsync(new { tool = "code_execution", sessionId = "s", language = "python", code = "x = bytearray(600 << 20)" });
        Assert.NotEqual(0, killed.ExitCode);
        var lower = await _server.RunAsync(new { tool = "code_execution", sessionId = "s", language = "python", code = "x = bytearray(200 << 20)", memory = 100 << 20 });
        Assert.NotEqual(0, lower.ExitCode);
        var forks = await _server.RunAsync(new { tool = "code_execution", sessionId = "s", code = "for i in $(seq 1 60); do sleep 5 & done; wait", pids = 48 });
        Assert.Contains("fork", forks.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_of_a_session_see_nothing_of_each_other_unless_they_share()
    {
        await _server.ShellAsync("echo one > secret; echo tmp > /tmp/secret; (setsid sleep 600 >/dev/null 2>&1 &)");
        var alone = await _server.ShellAsync("ls -A; ls -A /tmp; ps -eo args | grep -c '[s]leep 600'");
        Assert.Equal("0\n", alone.Stdout);

        await _server.RunAsync(new { tool = "shell", sessionId = "shared", command = "echo one > a; echo first > b; head -c 3000000 /dev/zero > large", shareFiles = true });
        await _server.RunAsync(new { tool = "shell", sessionId = "shared", command = "echo two > a", shareFiles = true });
        var shared = await _server.RunAsync(new { tool = "shell", sessionId = "shared", command = "cat a b; wc -c < large; echo more >> b", shareFiles = true });
        Assert.Equal("two\nfirst\n3000000\n", shared.Stdout);
        Assert.Equal(["stdout", "stderr", "b"], shared.Artifacts.Outputs.Keys);
        Assert.Equal("", (await _server.RunAsync(new { tool = "shell", sessionId = "shared", command = "ls -A" })).Stdout);
    }

    [Fact]
    public async Task Two_hundred_at_once_are_all_answered_and_none_is_mixed_up()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(async number =>
        {
            var result = await _server.RunAsync(new { tool = "shell", sessionId = $"s{number % 5}", command = $"echo {number}; echo file{number} > f; hostname >&2" });
            return (Number: number, Result: result, File: await _server.ReadAsync(result, "f"));
        }));
        Assert.All(results, run => Assert.Equal((0, $"{run.Number}\n", $"file{run.Number}\n"), (run.Result.ExitCode, run.Result.Stdout, run.File)));
        Assert.Equal(200, results.Select(run => run.Result.Id).Distinct().Count());
        Assert.Equal(200, results.Select(run => run.Result.Stderr).Distinct().Count());
    }

    [Fact]
    public async Task Artifacts_are_served_in_ranges_as_content_of_a_sandbox()
    {
        var result = await _server.ShellAsync("printf 0123456789 > digits.txt; echo '<script>alert(1)</script>' > page.html; echo '<svg onload=alert(1)>' > i.svg");
        using var request = new HttpRequestMessage(HttpMethod.Get, result.Artifacts.Outputs["digits.txt"]);
        request.Headers.Range = new RangeHeaderValue(3, 5);
        using var part = await _server.Http.SendAsync(request, Token);
        Assert.Equal((HttpStatusCode.PartialContent, "345", "bytes 3-5/10"), (part.StatusCode, await part.Content.ReadAsStringAsync(Token), part.Content.Headers.ContentRange!.ToString()));
        using var beyond = new HttpRequestMessage(HttpMethod.Get, result.Artifacts.Outputs["digits.txt"]);
        beyond.Headers.Range = new RangeHeaderValue(10, 11);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, (await _server.Http.SendAsync(beyond, Token)).StatusCode);
        foreach (var name in (string[])["page.html", "i.svg"])
        {
            using var page = await _server.Http.GetAsync(result.Artifacts.Outputs[name], Token);
            Assert.Equal("sandbox", page.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("attachment", page.Content.Headers.ContentDisposition!.DispositionType);
        }
        using var head = await _server.Http.SendAsync(new(HttpMethod.Head, result.Artifacts.Outputs["digits.txt"]), Token);
        Assert.Equal((10, "text/plain"), (head.Content.Headers.ContentLength, head.Content.Headers.ContentType!.MediaType));
        using var cached = new HttpRequestMessage(HttpMethod.Get, result.Artifacts.Outputs["digits.txt"]);
        cached.Headers.IfNoneMatch.Add(head.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await _server.Http.SendAsync(cached, Token)).StatusCode);
    }

    [Fact]
    public async Task Links_open_one_artifact_without_a_credential_as_long_as_its_run_is_there()
    {
        var result = await _server.ShellAsync("echo shown > 'a b'; echo other > c");
        using var made = await _server.PostAsync($"/api/v0/tool-runs/{result.Id}/links", new { name = "a b", expiresInSeconds = 60 });
        var url = System.Text.Json.Nodes.JsonNode.Parse(await made.Content.ReadAsStringAsync(Token))!["url"]!.GetValue<string>();
        using var anonymous = new HttpClient();
        Assert.Equal("shown\n", await anonymous.GetStringAsync(url, Token));
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync(url.Replace("a%20b", "c", StringComparison.Ordinal), Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync(url[..^1] + (url[^1] == 'A' ? 'B' : 'A'), Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync(result.Artifacts.Outputs["a b"], Token)).StatusCode);

        await _server.Http.DeleteAsync($"/api/v0/tool-runs/{result.Id}", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync(url, Token)).StatusCode);
    }
}
