using System.Diagnostics;

namespace Warren.Bench.Figures;

/// <summary>P9: pause of a running sandbox and resume of a paused one, over HTTP.</summary>
internal sealed class PauseFigure : IFigure
{
    private const double Budget = 4; // ms
    private const int WarmUp = 20;

    /// <inheritdoc/>
    public string Name => "P9";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Result>> MeasureAsync(Setting setting, CancellationToken cancellationToken)
    {
        Series pause = new(), resume = new();
        for (var sample = -WarmUp; sample < 5 * setting.Samples; sample++)
        {
            var (paused, resumed) = (await ChangeAsync(setting.Server, "pause", cancellationToken), await ChangeAsync(setting.Server, "resume", cancellationToken));
            if (sample < 0)
                continue;
            pause.Add(paused);
            resume.Add(resumed);
        }
        return [Result.Most($"{Name} pause", Budget, pause), Result.Most($"{Name} resume", Budget, resume)];
    }

    private static async Task<double> ChangeAsync(BenchServer server, string action, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        await server.Client.Sandboxes.ChangeAsync(server.Sandbox, action, cancellationToken);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
