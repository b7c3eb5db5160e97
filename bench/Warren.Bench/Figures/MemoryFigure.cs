using System.Diagnostics;
using System.Globalization;
using Warren.Api.Sandboxes;

namespace Warren.Bench.Figures;

/// <summary>P8: memory of an idle sandbox among 200, kernel included; in the long run also exec with 1,000 of them.</summary>
internal sealed class MemoryFigure : IFigure
{
    private const int Few = 200, Many = 1000, Calls = 200;
    private const double MostMiB = 5, MostTimes = 1.5;
    private static readonly ExecRequest True = new() { Command = new(["/bin/true"]) };

    /// <inheritdoc/>
    public string Name => "P8";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Result>> MeasureAsync(Setting setting, CancellationToken cancellationToken)
    {
        List<string> made = [];
        List<Result> results = [];
        var empty = await CallsAsync(setting.Server, cancellationToken);
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
            var (bare, full) = (empty.Summarize(), (await CallsAsync(setting.Server, cancellationToken)).Summarize());
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
        }
        await IdleSandboxes.RemoveAsync(setting.Server, made, cancellationToken);
        return results;
    }

    private static async Task<Series> CallsAsync(BenchServer server, CancellationToken cancellationToken)
    {
        var series = new Series();
        for (var call = 0; call < Calls; call++)
        {
            var start = Stopwatch.GetTimestamp();
            await server.Client.Sandboxes.RunAsync(server.Sandbox, True, cancellationToken);
            series.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return series;
    }

    // KiB
    private static long Available() => long.Parse(
        File.ReadLines("/proc/meminfo").First(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
