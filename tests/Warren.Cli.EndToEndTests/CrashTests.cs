using System.Collections.Concurrent;
using System.Diagnostics;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Client;
using Warren.TestKit;

namespace Warren.Cli.EndToEndTests;

public sealed class CrashTests(Cli cli) : IClassFixture<Cli>
{
    private const int Sandboxes = 100;
    private const int KilledAfter = 30;

    private readonly ConcurrentDictionary<string, string> _kept = new();
    private int _made;

    // What inherited a connection from the server would keep its callers waiting for ever.
    [Fact(Timeout = 120_000)]
    public async Task A_server_killed_in_the_middle_of_everything_loses_nothing_and_leaves_nothing()
    {
        await cli.RunAsync("up");
        var process = cli.ServerProcess;
        using (var client = await cli.ConnectAsync())
            await Task.WhenAll(Enumerable.Range(0, Sandboxes).Select(number => LiveAsync(client.Sandboxes, number, process)));

        Assert.Equal(0, (await cli.RunAsync("up")).ExitCode);

        using var again = await cli.ConnectAsync();
        Assert.NotEmpty(_kept);
        foreach (var (id, text) in _kept)
            Assert.Equal(text, (await again.Sandboxes.RunAsync(id, new() { Command = new(["cat", "kept"]) }, Cli.Token)).Stdout);
        var left = await again.Sandboxes.ListAsync([], Cli.Token).ToListAsync(Cli.Token);
        Assert.All(left, sandbox => Assert.Equal(SandboxState.Running, sandbox.State));
        await Task.WhenAll(left.Select(sandbox => again.Sandboxes.DeleteAsync(sandbox.Id, Cli.Token)));
        await cli.RunAsync("stop"); // What was made ahead goes with the server.
        Assert.Empty(HostTraces.Find(cli.InstallationId, cli.State));
    }

    // One of each kind of work is under way when the server dies: starts, execs, and the removal of every second one.
    private async Task LiveAsync(SandboxClient sandboxes, int number, int server)
    {
        try
        {
            var sandbox = await sandboxes.CreateAsync(new() { Memory = 64 << 20 }, Cli.Token);
            if (Interlocked.Increment(ref _made) == KilledAfter)
                await KillAsync(server);
            var text = $"{number} {sandbox.Id}";
            var written = await sandboxes.RunAsync(sandbox.Id, new() { Command = new(["tee", "kept"]), Stdin = text }, Cli.Token);
            Assert.Equal(text, written.Stdout);
            if (number % 2 == 0)
                _kept[sandbox.Id] = text;
            else
                await sandboxes.DeleteAsync(sandbox.Id, Cli.Token);
        }
        catch (WarrenException failure) when (failure.Code == ErrorCode.EngineUnavailable && Volatile.Read(ref _made) >= KilledAfter)
        {
            // The server was killed at this step.
        }
    }

    private static async Task KillAsync(int server)
    {
        using var process = Process.GetProcessById(server);
        process.Kill();
        await process.WaitForExitAsync(Cli.Token);
    }
}
