using System.Globalization;

namespace Warren.Bench.Figures;

/// <summary>
/// P3 with the pool as it is by default: as <see cref="CreateFigure"/>, on a server of its own, asking each time when one
/// is ready; and how much memory the ready ones hold.
/// </summary>
internal sealed class PoolFigure : IFigure
{
    private const double Budget = 12; // ms above bare
    private const int WarmUp = 100;

    /// <inheritdoc/>
    public string Name => "P3";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Result>> MeasureAsync(Setting setting, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.StartAsync(WorkerImage.Store, BenchServer.DefaultIdle, TimeProvider.System, cancellationToken);
        // Each that finds none ready lets one more be, and a row of them has both ends compiled.
        for (var created = 0; created < WarmUp; created += BenchServer.DefaultIdle)
            await Task.WhenAll(Enumerable.Range(0, BenchServer.DefaultIdle).Select(_ => CreateFigure.CreateAsync(server, cancellationToken)));
        Series bare = new(), warren = new();
        for (var sample = 0; sample < setting.Samples; sample++)
        {
            await server.WaitForPoolAsync(cancellationToken);
            bare.Add(await setting.Bare.MeasureAsync(1));
            warren.Add(await CreateFigure.CreateAsync(server, cancellationToken));
        }
        await server.WaitForPoolAsync(cancellationToken);
        var result = Result.Compare($"{Name} create and first command, pool on", 1, $"p50 <= bare + {Budget} ms", Budget, bare, warren);
        return [result with { Note = string.Create(CultureInfo.InvariantCulture, $"{BenchServer.DefaultIdle} idle hold {server.CgroupMemory() / 1048576.0:F1} MiB") }];
    }
}
