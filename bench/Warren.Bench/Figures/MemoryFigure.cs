using System.Diagnostics;
using System.Globalization;
using Warren.Api.Sandboxes;

namespace Warren.Bench.Figures;

/// <summary>P8: memory of an idle sandbox among 200, kernel included; in the long run also exec and the server's own work with 1,000 of them.</summary>
internal sealed class MemoryFigure : IFigure
{
    private const int Few = 200, Many = 1000, Calls = 200;
    private const double MostMiB = 5, MostTimes = 1.5;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(60);
    private static readonly ExecRequest True = new() { Command = new(["/bin/true"]) };

    /// <inheritdoc/>
    public string Name => "P8";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Result>> MeasureAsync(Setting setting, CancellationToken cancellationToken)
    {
        List<string> made = [];
        List<Result> results = [];
        var empty = new Series();
        await CallAsync(setting.Server, new(), cancellationToken); // Until both ends are compiled.
        await CallAsync(setting.Server, empty, cancellationToken);
        var before = Available();
        await IdleSandboxes.AddAsync(setting.Server, made, Few, cancellationToken);
        var each = (before - Available()) / 1024.0 / Few;
        results.Add(new()
        {
            Figure = $"{Name} memory of an idle sandbox",
            Size = Few,
            Budget = $"<= {MostMiB} MiB",
            Note = string.Create(CultureInfo.InvariantCulture, $"{each:F2} MiB"),
            Met = each <= MostMiB,
        });
        if (setting.IsFull)
        {
            await IdleSandboxes.AddAsync(setting.Server, made, Many - Few, cancellationToken);
            var beside = new Series();
            await CallAsync(setting.Server, beside, cancellationToken);
            var share = await LoadAsync(setting.Server, cancellationToken);
            await IdleSandboxes.RemoveAsync(setting.Server, made, cancellationToken);
            await CallAsync(setting.Server, empty, cancellationToken);
            var (bare, full) = (empty.Summarize(), beside.Summarize());
            results.Add(new()
            {
                Figure = $"{Name} exec of /bin/true beside idle sandboxes",
                Size = Many,
                Budget = $"p50 <= {MostTimes} x an empty server",
                Bare = bare,
                Warren = full,
                Note = string.Create(CultureInfo.InvariantCulture, $"{full.P50 / bare.P50:F2} x"),
                Met = full.P50 <= MostTimes * bare.P50,
            });
            results.Add(new()
            {
                Figure = $"{Name} server's processor time beside idle sandboxes",
                Size = Many,
                Budget = "none, to be known",
                Note = string.Create(CultureInfo.InvariantCulture, $"{share:F2} % of a core"),
            });
        }
        else
            await IdleSandboxes.RemoveAsync(setting.Server, made, cancellationToken);
        return results;
    }

    private static async Task CallAsync(BenchServer server, Series times, CancellationToken cancellationToken)
    {
        for (var call = 0; call < Calls; call++)
        {
            var start = Stopwatch.GetTimestamp();
            await server.Client.Sandboxes.RunAsync(server.Sandbox, True, cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    // Percent of a core, over a time in which nobody asks for anything.
    private static async Task<double> LoadAsync(BenchServer server, CancellationToken cancellationToken)
    {
        await Task.Delay(Quiet, TimeProvider.System, cancellationToken); // Until the connections that they were made over are closed.
        var (before, start) = (server.ProcessorTime, Stopwatch.GetTimestamp());
        await Task.Delay(Quiet, TimeProvider.System, cancellationToken);
        return 100 * (server.ProcessorTime - before) / Stopwatch.GetElapsedTime(start);
    }

    // KiB
    private static long Available() => long.Parse(
        File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
