using System.Globalization;
using Warren.Api.Tools;

namespace Warren.Bench.Figures;

/// <summary>
/// P2: how many times slower <c>docker run --rm</c> of the same program is, the command from its start to its end, with the same limits
/// and an image of the same root file system, by turns with one-shot runs over HTTP as in <see cref="ToolFigure"/>.
/// </summary>
internal sealed class DockerRunFigure : IFigure
{
    private const double Least = 10; // times
    private const int Batch = 3;

    /// <inheritdoc/>
    public string Name => "P2";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Result>> MeasureAsync(Setting setting, CancellationToken cancellationToken)
    {
        var result = new Result { Figure = $"{Name} docker run --rm of the same", Budget = $">= {Least} x Warren, p50" };
        await using var engine = await DockerEngine.StartAsync(TimeProvider.System, cancellationToken);
        if (engine is null)
            return [result with { Skipped = "no Docker engine: neither DOCKER_HOST is set nor dockerd installed" }];
        await engine.ImportAsync(setting.Bare, cancellationToken);
        await using var server = await BenchServer.StartAsync(WorkerImage.Store, BenchServer.DefaultIdle, TimeProvider.System, cancellationToken);
        var shot = new OneShot(server, ToolPlacement.Sandbox);
        await shot.WarmUpAsync(BenchServer.DefaultIdle, cancellationToken);
        Series docker = new(), warren = new();
        await engine.RunAsync(OneShot.Program, OneShot.Expected, cancellationToken); // The first does not count.
        for (var sample = 0; sample < setting.Samples; sample++)
        {
            docker.Add(await engine.RunAsync(OneShot.Program, OneShot.Expected, cancellationToken));
            for (var call = 0; call < Batch; call++)
            {
                await server.WaitForPoolAsync(cancellationToken);
                warren.Add(await shot.CallAsync(cancellationToken));
            }
        }
        await shot.VerifyAsync(cancellationToken);
        var (theirs, ours) = (docker.Summarize(), warren.Summarize());
        var times = theirs.P50 / ours.P50;
        return [result with { Bare = theirs, Warren = ours, Note = string.Create(CultureInfo.InvariantCulture, $"{times:F1} x"), Met = times >= Least }];
    }
}
