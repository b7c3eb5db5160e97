using Warren.Api;
using Warren.Bench.Figures;

namespace Warren.Bench;

/// <summary>A run of all benchmarks against a server of its own.</summary>
internal static class Benchmark
{
    private static readonly IReadOnlyList<IFigure> Figures =
    [
        new ToolFigure(), new DockerRunFigure(), new SustainedFigure(), new CreateFigure(), new PoolFigure(), new AtOnceFigure(), new ExecFigure(), new DockerExecFigure(),
        new PauseFigure(), new TransferFigure(), new OutputFigure(), new SessionListFigure(), new SessionReadFigure(), new MemoryFigure(), new RestartFigure(),
    ];

    /// <summary>Names of the figures that can be measured.</summary>
    public static IReadOnlyList<string> Names => [.. Figures.Select(figure => figure.Name).Distinct()];

    /// <summary>Measures, prints the table, and writes the report to <c>artifacts/bench</c>.</summary>
    /// <exception cref="WarrenException">It cannot be measured here; the message says why.</exception>
    public static async Task<Report> RunAsync(BenchOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
            throw new WarrenException(ErrorCode.Forbidden, "Sandboxes are made by root: run this as root.");
        if (!File.Exists(Repository.Server))
            throw new WarrenException(ErrorCode.CapabilityMissing, "The server is not built; `./warren bench` builds it first.");
        var startedAt = time.GetUtcNow();
        var machine = await Machine.DescribeAsync(cancellationToken);
        var image = await WorkerImage.PrepareAsync(time, cancellationToken);
        List<Result> results = [];
        await using (var server = await BenchServer.StartAsync(WorkerImage.Store, maxIdle: 0, time, cancellationToken))
        {
            var bare = new BareRoot(image.LayerPaths, server.Folder);
            foreach (var size in options.Sizes)
            {
                await server.GrowAsync(size, cancellationToken);
                foreach (var figure in Figures.Where(figure => options.Wants(figure.Name) && (!figure.IsMeasuredOnce || size == options.Sizes[0])))
                {
                    await Console.Error.WriteLineAsync($"{figure.Name}, {size} running, {options.Samples} samples ...");
                    results.AddRange(await figure.MeasureAsync(new(server, bare, size, options.Samples, options.IsFull), cancellationToken));
                }
            }
        }
        var report = new Report(startedAt, options.IsFull, machine, results);
        Table.Print(report, Console.Out);
        await Console.Out.WriteLineAsync($"\nWritten to {await report.SaveAsync(cancellationToken)}");
        return report;
    }
}
