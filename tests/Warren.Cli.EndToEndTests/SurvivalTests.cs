using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Warren.Api.Sandboxes;
using Warren.Client;

namespace Warren.Cli.EndToEndTests;

public sealed class SurvivalTests(Cli cli) : IClassFixture<Cli>
{
    private const int Rounds = 2;
    private const int FullRounds = 30;
    private const int Progress = 300; // Letters that each stream brings between two kills.
    private const string Count = """
        mkdir -p watched; i=0
        while [ ! -e stop ]; do
            i=$((i+1)); echo "out $i"; echo "err $i" >&2
            if [ $((i % 20)) = 0 ]; then : > watched/f$((i / 20)); sleep 0.01; fi
        done
        : > watched/end
        """;

    private const string Tick = "i=0; while [ ! -e stop ]; do i=$((i+1)); echo \"tick $i\"; sleep 0.002; done";

    [Fact(Timeout = 180_000)]
    public Task Every_stream_goes_on_where_it_was_each_time_the_server_is_killed() => LiveAsync(Rounds);

    [Fact(Timeout = 1_200_000)]
    [Trait("Category", "Full")]
    public Task Every_stream_goes_on_where_it_was_after_many_kills() => LiveAsync(FullRounds);

    [Fact(Timeout = 60_000)]
    public async Task A_command_in_the_foreground_goes_on_over_a_killed_server()
    {
        await cli.RunAsync("sandbox", "create", "--name", "front");
        var running = cli.Start("sandbox", "exec", "front", "-c", "for i in $(seq 1 400); do echo line $i; sleep 0.005; done; exit 9");
        running.StandardInput.Close();
        var first = await running.StandardOutput.ReadLineAsync(Cli.Token);

        await cli.KillServerAsync();
        Assert.Equal(0, (await cli.RunAsync("up")).ExitCode);

        var rest = running.StandardOutput.ReadToEndAsync(Cli.Token);
        var notices = await running.StandardError.ReadToEndAsync(Cli.Token);
        await running.WaitForExitAsync(Cli.Token);
        Assert.Equal(string.Concat(Enumerable.Range(1, 400).Select(i => $"line {i}\n")), first + "\n" + await rest);
        Assert.Equal(9, running.ExitCode);
        Assert.StartsWith("warren: The server went away; waiting for it ...\n", notices, StringComparison.Ordinal);
        Assert.EndsWith("warren: The server is back.\n", notices, StringComparison.Ordinal);
        running.Dispose();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_run_of_a_tool_is_seen_to_its_end_over_a_killed_server()
    {
        await cli.RunAsync("up");
        var running = cli.Start("tool", "run", "shell", "for i in $(seq 1 400); do echo line $i; sleep 0.005; done; exit 9", "--placement", "sandbox");
        running.StandardInput.Close();
        var first = await running.StandardOutput.ReadLineAsync(Cli.Token);

        await cli.KillServerAsync();
        Assert.Equal(0, (await cli.RunAsync("up")).ExitCode);

        var rest = running.StandardOutput.ReadToEndAsync(Cli.Token);
        var notices = await running.StandardError.ReadToEndAsync(Cli.Token);
        await running.WaitForExitAsync(Cli.Token);
        Assert.Equal(string.Concat(Enumerable.Range(1, 400).Select(i => $"line {i}\n")), first + "\n" + await rest);
        Assert.Equal((9, "warren: The server went away; waiting for it ...\nwarren: The server is back.\n"), (running.ExitCode, notices));
        running.Dispose();
    }

    private async Task LiveAsync(int rounds)
    {
        await cli.RunAsync("up");
        using var client = await cli.ConnectAsync();
        var box = (await client.Sandboxes.CreateAsync(new(), Cli.Token)).Id;
        await StartAsync(client, box, "python3 -m http.server 8000 --bind 127.0.0.1");
        await client.Files.MakeFolderAsync(box, new() { Path = "watched" }, Cli.Token);
        var watch = (await client.Files.WatchAsync(box, new() { Path = "watched" }, Cli.Token)).Id;
        var exec = await StartAsync(client, box, Count);
        var terminal = (await client.Terminals.CreateAsync(box, new() { Command = SandboxCommand.Shell(Tick) }, Cli.Token)).Id;
        Follower[] streams =
        [
            Follower.Start(add => FollowExecAsync(client, box, exec, isError: false, add)),
            Follower.Start(add => FollowExecAsync(client, box, exec, isError: true, add)),
            Follower.Start(add => FollowLogAsync(client, box, exec, add)),
            Follower.Start(add => FollowTerminalAsync(client, box, terminal, add)),
            Follower.Start(add => FollowWatchAsync(client, box, watch, add)),
        ];
        for (var round = 0; round < rounds; round++)
        {
            await Task.WhenAll(streams.Select(stream => stream.AdvanceAsync(Progress)));
            Assert.Contains("Directory listing", await PreviewAsync(box), StringComparison.Ordinal);
            await cli.KillServerAsync();
            Assert.Equal(0, (await cli.RunAsync("up")).ExitCode);
        }
        await Task.WhenAll(streams.Select(stream => stream.AdvanceAsync(Progress)));
        Assert.Contains("watched/", await PreviewAsync(box), StringComparison.Ordinal);
        await client.Sandboxes.RunAsync(box, new() { Command = new(["touch", "stop"]) }, Cli.Token);
        await Task.WhenAll(streams.Select(stream => stream.Reading));

        AssertComplete("out", streams[0].Text);
        AssertComplete("err", streams[1].Text);
        AssertComplete("out", streams[2].Text);
        AssertComplete("tick", streams[3].Text.Replace("\r\n", "\n", StringComparison.Ordinal));
        AssertComplete("created", streams[4].Text);
        await client.Sandboxes.DeleteAsync(box, Cli.Token);
    }

    private static async Task<string> StartAsync(WarrenClient client, string box, string line) =>
        (await client.Sandboxes.StartAsync(box, new() { Command = SandboxCommand.Shell(line) }, Cli.Token)).Id;

    // Line by line from 1 on: nothing is missing, nothing comes twice.
    private static void AssertComplete(string word, string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        Assert.True(lines.Length > 20);
        for (var number = 1; number <= lines.Length; number++)
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{word} {number}"), lines[number - 1]);
    }

    private static async Task FollowExecAsync(WarrenClient client, string box, string exec, bool isError, Action<string> add)
    {
        await foreach (var message in client.Sandboxes.AttachAsync(box, exec, 0, 0, Cli.Token))
        {
            Assert.IsNotType<ExecMessage.Dropped>(message);
            if (message is ExecMessage.Output output && output.IsError == isError)
                add(Encoding.UTF8.GetString(output.Bytes.Span));
        }
    }

    private static async Task FollowLogAsync(WarrenClient client, string box, string exec, Action<string> add)
    {
        await foreach (var entry in client.Feeds.FollowLogsAsync(box, new() { Exec = exec, Stream = "stdout" }, Cli.Token))
        {
            Assert.Null(entry.Dropped);
            add(entry.Text ?? "");
        }
    }

    private static async Task FollowTerminalAsync(WarrenClient client, string box, string terminal, Action<string> add)
    {
        using var session = client.Terminals.Attach(box, terminal, 0);
        await foreach (var entry in session.ReadAsync(Cli.Token))
        {
            Assert.IsNotType<TerminalEvent.Dropped>(entry);
            if (entry is TerminalEvent.Output output)
                add(Encoding.UTF8.GetString(output.Bytes.Span));
        }
    }

    private static async Task FollowWatchAsync(WarrenClient client, string box, string watch, Action<string> add)
    {
        var next = 1L;
        await foreach (var change in client.Files.ReadWatchAsync(box, watch, 0, Cli.Token))
        {
            Assert.Equal(next++, change.Seq);
            if (change.Path.EndsWith("/end", StringComparison.Ordinal))
                return;
            if (change.Type == Api.Files.FileChange.Created)
                add($"created {Path.GetFileName(change.Path)[1..]}\n");
        }
    }

    private async Task<string> PreviewAsync(string box)
    {
        using var http = new HttpClient();
        var token = await File.ReadAllTextAsync(Path.Combine(cli.State, "token"), Cli.Token);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        return await http.GetStringAsync(new Uri(cli.FindServer(), $"api/v0/sandboxes/{box}/ports/8000/"), Cli.Token);
    }
}
