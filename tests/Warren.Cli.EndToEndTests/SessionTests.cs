using System.Text.Json;
using Warren.Api;
using Warren.Api.Sessions;

namespace Warren.Cli.EndToEndTests;

public sealed class SessionTests(Cli cli) : IClassFixture<Cli>, IAsyncLifetime
{
    // Answers each message with itself in capitals.
    private const string Agent = """
        import json, sys
        for line in sys.stdin:
            message = json.loads(line)
            if "content" not in message: # The first line tells of the session.
                continue
            print(json.dumps({"content": message["content"].upper()}), flush=True)
        """;

    // The first command would say that it starts one.
    public async ValueTask InitializeAsync() => await cli.RunAsync("up");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_session_is_used_as_a_sandbox_is_and_keeps_its_files()
    {
        var made = await cli.RunAsync("session", "create", "work", "--label", "a=b", "--setup", "echo set > setup.txt");
        Assert.Equal((0, ""), (made.ExitCode, made.Stderr));
        Assert.Equal(made.Stdout, (await cli.RunAsync("session", "list", "--label", "a=b", "-q")).Stdout);

        var exec = await cli.RunAsync("in\n", ["session", "exec", "work", "-c", "cat setup.txt; cat > note; exit 3"]);
        Assert.Equal((3, "set\n", ""), (exec.ExitCode, exec.Stdout, exec.Stderr));
        Assert.Equal("in\n", (await cli.RunAsync("session", "files", "cat", "work", "note")).Stdout);
        Assert.Contains("set\n", (await cli.RunAsync("session", "logs", "work")).Stdout, StringComparison.Ordinal);
        var events = (await cli.RunAsync("session", "events", "work", "-o", "json")).Stdout.TrimEnd().Split('\n')
            .Select(line => JsonSerializer.Deserialize(line, WarrenJson.Wire.SandboxEvent)!).ToList();
        var box = (await GetAsync("work")).SandboxId;
        Assert.Contains(events, entry => entry.Type == "sandbox.running");
        Assert.All(events, entry => Assert.Equal(box, entry.SandboxId));
        Assert.Contains("work ", (await cli.RunAsync("session", "stats")).Stdout, StringComparison.Ordinal);
        Assert.Equal(0, (await cli.RunAsync("copied", ["session", "files", "write", "work", "copied.txt"])).ExitCode);

        Assert.Equal(0, (await cli.RunAsync("session", "suspend", "work")).ExitCode);
        Assert.Equal(SessionState.Idle, (await GetAsync("work")).State);
        Assert.Null((await GetAsync("work")).SandboxId);
        Assert.Equal(0, (await cli.RunAsync("session", "resume", "work")).ExitCode);
        Assert.Equal("incopied", (await cli.RunAsync("session", "exec", "work", "-c", "cat note copied.txt | tr -d '\\n'")).Stdout);

        Assert.Equal(0, (await cli.RunAsync("session", "delete", "work")).ExitCode);
        Assert.Equal(66, (await cli.RunAsync("session", "get", "work")).ExitCode);
    }

    [Fact]
    public async Task A_paused_session_goes_on_where_it_was()
    {
        await cli.RunAsync("session", "create", "frozen");
        var exec = (await cli.RunAsync("session", "exec", "-d", "frozen", "-c", "echo begun; read line; echo got $line")).Stdout.Trim();

        Assert.Equal(0, (await cli.RunAsync("session", "pause", "frozen")).ExitCode);
        Assert.Equal(SessionState.Idle, (await GetAsync("frozen")).State);
        Assert.Equal(0, (await cli.RunAsync("session", "set-state", "frozen", "ready")).ExitCode);

        Assert.Equal("begun\ngot it\n", (await cli.RunAsync("it\n", ["session", "exec", "-i", "frozen", "--attach", exec])).Stdout);
        await cli.RunAsync("session", "delete", "frozen");
    }

    [Fact]
    public async Task A_remix_begins_with_the_files_of_the_other()
    {
        await cli.RunAsync("session", "create", "source", "--prompt", "Begin");
        await cli.RunAsync("session", "exec", "source", "-c", "echo kept > file");

        Assert.Equal(0, (await cli.RunAsync("session", "remix", "source", "copy")).ExitCode);
        Assert.Equal(0, (await cli.RunAsync("session", "remix", "source", "bare", "--no-files", "--prompt", "Anew")).ExitCode);

        Assert.Equal("kept\n", (await cli.RunAsync("session", "exec", "copy", "--", "cat", "file")).Stdout);
        Assert.Equal(1, (await cli.RunAsync("session", "exec", "bare", "--", "test", "-e", "file")).ExitCode);
        Assert.Equal(((await GetAsync("source")).Id, "Begin"), ((await GetAsync("copy")).ParentSessionId, (await GetAsync("copy")).StartingPrompt));
        Assert.Equal("Anew", (await GetAsync("bare")).StartingPrompt);
        await cli.RunAsync("session", "delete", "source", "copy", "bare");
    }

    [Fact]
    public async Task What_is_published_is_listed_until_it_is_taken_back()
    {
        await cli.RunAsync("session", "create", "shown");

        await cli.RunAsync("session", "publish", "shown");
        Assert.Equal("shown\n", (await cli.RunAsync("session", "list", "--published", "-o", "name")).Stdout);
        await cli.RunAsync("session", "unpublish", "shown");

        Assert.Equal("", (await cli.RunAsync("session", "list", "--published", "-o", "name")).Stdout);
        await cli.RunAsync("session", "delete", "shown");
    }

    [Fact]
    public async Task An_agent_in_a_session_answers_what_is_said_there()
    {
        var defined = await cli.RunAsync("agent", "create", "shouter", "--command", "python3 /workspace/agent.py", "--instructions", "Shout.", "--tools", "[\"files\"]");
        Assert.Equal((0, ""), (defined.ExitCode, defined.Stderr));
        await cli.RunAsync("session", "create", "talk");
        await cli.RunAsync(Agent, ["session", "files", "write", "talk", "agent.py"]);
        Assert.Equal(0, (await cli.RunAsync("session", "update", "talk", "--agent", "shouter")).ExitCode);

        var answer = await cli.RunAsync("session", "messages", "send", "talk", "are you there?", "--wait", "60");

        Assert.Equal((0, ""), (answer.ExitCode, answer.Stderr));
        Assert.Matches("^AGENT shouter, .*\nARE YOU THERE\\?\n$", answer.Stdout);
        Assert.Equal("2\n", (await cli.RunAsync("session", "messages", "count", "talk")).Stdout);
        Assert.StartsWith("USER local, ", (await cli.RunAsync("session", "messages", "list", "talk")).Stdout, StringComparison.Ordinal);
        Assert.Single((await cli.RunAsync("session", "messages", "list", "talk", "--tail", "1", "-q")).Stdout.TrimEnd().Split('\n'));
        Assert.Equal(new CliResult(0, "", ""), await cli.RunAsync("session", "messages", "delete", "talk"));
        Assert.Equal("0\n", (await cli.RunAsync("session", "messages", "count", "talk")).Stdout);
        await cli.RunAsync("session", "delete", "talk");
        Assert.Equal(0, (await cli.RunAsync("agent", "delete", "shouter")).ExitCode);
    }

    [Fact]
    public async Task A_secret_reaches_what_runs_and_nothing_shows_it()
    {
        const string Value = "s3cr3t-value";
        Assert.Equal(new CliResult(0, "", ""), await cli.RunAsync(Value + "\n", ["secret", "set", "API_KEY"]));
        Assert.Equal(0, (await cli.RunAsync("another", ["secret", "set", "API_KEY"])).ExitCode);
        Assert.Equal(0, (await cli.RunAsync(Value, ["secret", "set", "API_KEY"])).ExitCode);
        await cli.RunAsync("session", "create", "keeper", "--secret", "API_KEY");

        Assert.Equal(Value, (await cli.RunAsync("session", "exec", "keeper", "-c", "printf %s \"$API_KEY\"")).Stdout);

        Assert.Equal("API_KEY\n", (await cli.RunAsync("secret", "list", "-q")).Stdout);
        foreach (var shown in new[] { await cli.RunAsync("secret", "list", "-o", "json"), await cli.RunAsync("session", "get", "keeper", "-o", "json"), await cli.RunAsync("sandbox", "list", "-o", "json") })
            Assert.DoesNotContain(Value, shown.Stdout, StringComparison.Ordinal);
        await cli.RunAsync("session", "delete", "keeper");
        Assert.Equal(0, (await cli.RunAsync("secret", "delete", "API_KEY")).ExitCode);
        Assert.Equal("", (await cli.RunAsync("secret", "list", "-q")).Stdout);
    }

    [Fact]
    public async Task A_name_is_of_its_workspace()
    {
        await cli.RunAsync("session", "create", "twice");
        var other = (await cli.RunAsync("session", "create", "twice", "--workspace", "team")).Stdout.Trim();
        await cli.RunAsync("session", "exec", "twice", "--workspace", "team", "-c", "echo team > where");

        Assert.Equal("team\n", (await cli.RunAsync("session", "files", "cat", "twice", "where", "--workspace", "team")).Stdout);
        Assert.Equal(66, (await cli.RunAsync("session", "files", "cat", "twice", "where")).ExitCode);
        Assert.Equal(other + "\n", (await cli.RunAsync("session", "list", "--workspace", "team", "-q")).Stdout);
        Assert.Equal(73, (await cli.RunAsync("session", "create", "twice")).ExitCode);
        await cli.RunAsync("session", "delete", "twice");
        await cli.RunAsync("session", "delete", "twice", "--workspace", "team");
        Assert.Equal(66, (await cli.RunAsync("session", "get", other)).ExitCode);
    }

    [Theory]
    [InlineData(66, "There is no session 'nothing'", "session", "get", "nothing")]
    [InlineData(66, "There is no session 'nothing'", "session", "exec", "nothing", "--", "true")]
    [InlineData(66, "There is no session 'nothing'", "session", "messages", "send", "nothing", "hello")]
    [InlineData(66, "There is no session 'nothing'", "session", "cp", "/etc/hostname", "nothing:x")]
    [InlineData(66, "There is no file", "session", "create", "x", "--prompt", "@/nowhere.md")]
    [InlineData(66, "", "agent", "get", "nothing")]
    [InlineData(66, "", "secret", "delete", "NOTHING")]
    [InlineData(64, "name", "session", "create", "no name")]
    [InlineData(64, "Nothing is to be changed", "session", "update", "x")]
    [InlineData(64, "takes none of the other filters", "session", "list", "--published", "--all")]
    [InlineData(64, "--tools takes JSON", "agent", "create", "x", "--tools", "[")]
    [InlineData(64, "needs a terminal", "session", "shell", "x")]
    [InlineData(64, "nothing was given", "secret", "set", "KEY")]
    [InlineData(66, "There is no file", "secret", "set", "KEY", "--value-file", "/nowhere")]
    public async Task What_is_wrong_is_said(int exitCode, string said, params string[] arguments)
    {
        await cli.RunAsync("up");

        var refused = await cli.RunAsync(arguments);

        Assert.Equal((exitCode, ""), (refused.ExitCode, refused.Stdout));
        Assert.Contains(said, refused.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_state_that_there_is_not_is_refused_with_those_that_there_are()
    {
        await cli.RunAsync("session", "create", "stuck");

        var refused = await cli.RunAsync("session", "set-state", "stuck", "INIT");

        Assert.Equal(64, refused.ExitCode);
        Assert.Contains("IDLE or BUSY or ERROR", refused.Stderr, StringComparison.Ordinal);
        await cli.RunAsync("session", "delete", "stuck");
    }

    private async Task<Session> GetAsync(string name) =>
        JsonSerializer.Deserialize((await cli.RunAsync("session", "get", name, "-o", "json")).Stdout, WarrenJson.Wire.Session)!;
}
