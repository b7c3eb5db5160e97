using System.Diagnostics;
using System.Globalization;
using Warren.Api.Sandboxes;

namespace Warren.Cli.EndToEndTests;

public sealed class IdleSandboxTests(Cli cli) : IClassFixture<Cli>
{
    private const int Count = 1000;
    private const int AtOnce = 16;

    [Fact(Timeout = 1_800_000)]
    [Trait("Category", "Full")]
    public async Task A_thousand_idle_sandboxes_live_on_one_host_and_outlive_the_server()
    {
        await cli.RunAsync("up");
        using var client = await cli.ConnectAsync();
        var (free, watch) = (FreeMemory(), Stopwatch.StartNew());
        await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cli.Token }, async (_, token) =>
            await client.Sandboxes.CreateAsync(new() { Memory = 64 << 20, Disk = 64 << 20 }, token));
        Print($"{Count} made in {watch.Elapsed.TotalSeconds:0.0} s, {(free - FreeMemory()) / 1024.0 / Count:0.00} MiB each");

        await cli.KillServerAsync();
        watch.Restart();
        Assert.Equal(0, (await cli.RunAsync("up")).ExitCode);
        using var again = await cli.ConnectAsync();
        List<SandboxSnapshot> all = [];
        await foreach (var sandbox in again.Sandboxes.ListAsync([], Cli.Token))
            all.Add(sandbox);
        Print($"taken over in {watch.Elapsed.TotalSeconds:0.0} s");
        Assert.Equal(Count, all.Count(sandbox => sandbox.State == SandboxState.Running));
        foreach (var sandbox in all.Where((_, index) => index % 50 == 0))
            Assert.Equal("ok\n", (await again.Sandboxes.RunAsync(sandbox.Id, new() { Command = new(["echo", "ok"]) }, Cli.Token)).Stdout);

        watch.Restart();
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cli.Token }, async (sandbox, token) =>
            await again.Sandboxes.DeleteAsync(sandbox.Id, token));
        Print($"removed in {watch.Elapsed.TotalSeconds:0.0} s");
    }

    // KiB; page cache counts as free.
    private static long FreeMemory() => long.Parse(
        File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    private static void Print(string line) => TestContext.Current.SendDiagnosticMessage(line);
}
