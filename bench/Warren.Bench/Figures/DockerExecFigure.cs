using System.Globalization;

namespace Warren.Bench.Figures;

/// <summary>
/// The second half of P5: how many times slower <c>docker exec</c> of <c>/bin/true</c> is, the command from its start to
/// its end, by turns with batches of exec over HTTP.
/// </summary>
internal sealed class DockerExecFigure : IFigure
{
    private const double Least = 15; // times
    private const int Batch = 5;

    /// <inheritdoc/>
    public string Name => "P5";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Result>> MeasureAsync(Setting setting, CancellationToken cancellationToken)
    {
        var result = new Result { Figure = $"{Name} docker exec of /bin/true", Budget = $">= {Least} x Warren, p50" };
        await using var engine = await DockerEngine.StartAsync(TimeProvider.System, cancellationToken);
        if (engine is null)
            return [result with { Skipped = "no Docker engine: neither DOCKER_HOST is set nor dockerd installed" }];
        await engine.CreateAsync(setting.Bare.Layers, cancellationToken);
        Series docker = new(), warren = new();
        await engine.ExecAsync(cancellationToken); // As of every batch, the first does not count.
        for (var sample = 0; sample < setting.Samples; sample++)
        {
            docker.Add(await engine.ExecAsync(cancellationToken));
            await ExecFigure.CallAsync(setting.Server, cancellationToken);
            for (var i = 0; i < Batch; i++)
                warren.Add(await ExecFigure.CallAsync(setting.Server, cancellationToken));
        }
        var (theirs, ours) = (docker.Summarize(), warren.Summarize());
        var times = theirs.P50 / ours.P50;
        return [result with { Bare = theirs, Warren = ours, Note = string.Create(CultureInfo.InvariantCulture, $"{times:F1} x"), Met = times >= Least }];
    }
}
