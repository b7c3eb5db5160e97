using System.Text.Json;
using Warren.Api;

namespace Warren.Cli.EndToEndTests;

public sealed class FeedTests(Cli cli) : IClassFixture<Cli>
{
    [Fact]
    public async Task Logs_events_and_statistics_tell_what_happened()
    {
        var box = (await cli.RunAsync("sandbox", "create", "--name", "feeds")).Stdout.Trim();
        await cli.RunAsync("sandbox", "exec", "feeds", "-c", "echo one; echo two >&2; echo three");

        var logs = await cli.RunAsync("sandbox", "logs", "feeds");
        Assert.Equal((0, "one\nthree\n", "two\n"), (logs.ExitCode, logs.Stdout, logs.Stderr));
        Assert.Matches("^20\\S+Z one\n20\\S+Z three\n$", (await cli.RunAsync("sandbox", "logs", "feeds", "-t")).Stdout);
        var events = (await cli.RunAsync("sandbox", "events", "feeds", "-o", "json")).Stdout.TrimEnd().Split('\n')
            .Select(line => JsonSerializer.Deserialize(line, WarrenJson.Wire.SandboxEvent)!).ToList();
        Assert.Contains(events, entry => entry.Type == "sandbox.running" && entry.SandboxId == box);
        Assert.Equal(events.Select(entry => entry.Version).Order(), events.Select(entry => entry.Version));
        Assert.StartsWith("NAME", (await cli.RunAsync("sandbox", "stats", "feeds")).Stdout, StringComparison.Ordinal);
        await cli.RunAsync("sandbox", "delete", "feeds");
    }

    [Fact]
    public async Task A_sandbox_is_changed_renewed_and_linked_to()
    {
        await cli.RunAsync("sandbox", "create", "--name", "changes", "--lifetime", "3600", "--on-timeout", "pause");

        Assert.Equal(0, (await cli.RunAsync("sandbox", "update", "changes", "--memory", "256m", "--label", "a=b")).ExitCode);
        Assert.Contains("changes has time until 20", (await cli.RunAsync("sandbox", "renew", "changes", "--timeout", "60")).Stdout, StringComparison.Ordinal);
        Assert.Equal(64, (await cli.RunAsync("sandbox", "update", "changes")).ExitCode);
        Assert.Equal("changes\n", (await cli.RunAsync("sandbox", "list", "--label", "a=b", "-o", "name")).Stdout);
        await cli.RunAsync("linked", ["sandbox", "files", "write", "changes", "page.txt"]);
        var link = (await cli.RunAsync("sandbox", "link", "changes", "/workspace/page.txt")).Stdout.Trim();
        using var http = new HttpClient();
        Assert.Equal("linked", await http.GetStringAsync(new Uri(link), Cli.Token));
        Assert.StartsWith("http://127.0.0.1:", (await cli.RunAsync("open")).Stdout, StringComparison.Ordinal);
        await cli.RunAsync("sandbox", "delete", "changes");
    }

    [Fact]
    public async Task The_same_key_gives_the_same_sandbox()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => cli.RunAsync("sandbox", "create", "--idempotency-key", "once")));

        Assert.Single(made.Select(create => create.Stdout).Distinct());
        await cli.RunAsync("sandbox", "delete", made[0].Stdout.Trim());
    }

    [Fact(Timeout = 20_000)]
    public async Task Whoever_stops_reading_ends_the_command()
    {
        await cli.RunAsync("sandbox", "create", "--name", "endless");
        var head = await Cli.FinishAsync(
            cli.StartOther("/bin/bash", "-c", $"{Cli.Program} sandbox exec endless -- yes | head -n 1; echo ${{PIPESTATUS[0]}}"), "");

        Assert.Equal("y\n141\n", head.Stdout);
        await cli.RunAsync("sandbox", "delete", "endless");
    }
}
