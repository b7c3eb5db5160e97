using System.Diagnostics;
using Warren.Api.Sandboxes;

namespace Warren.Bench.Figures;

/// <summary>P4: a hundred callers at once, each creates a sandbox and gets the result of its first command; no two get the same.</summary>
internal sealed class AtOnceFigure : IFigure
{
    private const int Callers = 100, WarmRounds = 2, Rounds = 3, RoundsOfFull = 10;
    private const double MostP50 = 2500, MostP95 = 5000; // ms
    private static readonly ExecRequest WhoAmI = new() { Command = new(["/bin/sh", "-c", "cat /proc/sys/kernel/hostname; readlink /proc/self/ns/pid /proc/self/ns/net"]) };

    /// <inheritdoc/>
    public string Name => "P4";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Result>> MeasureAsync(Setting setting, CancellationToken cancellationToken)
    {
        var times = new Series();
        // The first ones do not count: in them the server's code, and ours, is compiled anew in the background.
        for (var round = -WarmRounds; round < (setting.IsFull ? RoundsOfFull : Rounds); round++)
        {
            var start = Stopwatch.GetTimestamp();
            var made = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CreateAsync(setting.Server, start, cancellationToken), cancellationToken)));
            if (round >= 0)
                times.Add([.. made.Select(one => one.Milliseconds)]);
            Compare(made.Select(one => one.Told.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
            await Parallel.ForEachAsync(made, cancellationToken, async (one, token) => await setting.Server.Client.Sandboxes.DeleteAsync(one.Id, token));
        }
        var all = times.Summarize();
        return
        [
            new()
            {
                Figure = $"{Name} create and first command, {Callers} at once, pool off",
                Budget = $"p50 <= {MostP50} ms, p95 <= {MostP95} ms",
                Warren = all,
                Note = "none failed, all distinct",
                Met = all.P50 <= MostP50 && all.P95 <= MostP95,
            },
        ];
    }

    // Host name, namespace of processes, and network: the kernel is the host's, with one boot id for all.
    private static void Compare(IEnumerable<string[]> told)
    {
        foreach (var what in told.SelectMany(lines => lines.Index()).GroupBy(line => line.Index, line => line.Item))
            if (what.Distinct().Count() != Callers)
                throw new InvalidOperationException($"Two of {Callers} sandboxes are both {what.GroupBy(line => line).First(same => same.Count() > 1).Key}.");
    }

    private static async Task<(string Id, string Told, double Milliseconds)> CreateAsync(BenchServer server, long start, CancellationToken cancellationToken)
    {
        var sandboxes = server.Client.Sandboxes;
        var made = await sandboxes.CreateAsync(new SandboxSpec(), cancellationToken);
        var result = await sandboxes.RunAsync(made.Id, WhoAmI, cancellationToken);
        return result.ExitCode == 0
            ? (made.Id, result.Stdout, Stopwatch.GetElapsedTime(start).TotalMilliseconds)
            : throw new InvalidOperationException($"The first command ended with {result.ExitCode}: {result.Stderr}");
    }
}
