using System.Diagnostics;
using Warren.Api.Sandboxes;

namespace Warren.Bench.Figures;

/// <summary>
/// P5: exec of <c>/bin/true</c> in a running sandbox over HTTP with a kept connection, against a bare fork and exec. The
/// sides alternate by batches, for a single bare start is shorter than what the change of sides costs the caches;
/// median and p95 are those of the single calls.
/// </summary>
internal sealed class ExecFigure : IFigure
{
    private const double Budget = 2; // ms above bare
    private const int Batch = 20;
    private const int WarmUp = 3000; // Until the runtime has compiled both ends with its optimizations.
    private static readonly ExecRequest True = new() { Command = new(["/bin/true"]) };

    /// <inheritdoc/>
    public bool IsMeasuredOnce => false;

    /// <inheritdoc/>
    public string Name => "P5";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Result>> MeasureAsync(Setting setting, CancellationToken cancellationToken)
    {
        Series bare = new(), warren = new();
        for (var i = 0; i < WarmUp; i++)
            await CallAsync(setting.Server, cancellationToken);
        for (var sample = 0; sample < setting.Samples; sample++)
        {
            bare.Add(await setting.Bare.MeasureAsync(Batch));
            await CallAsync(setting.Server, cancellationToken); // As there, the first of a batch does not count.
            for (var i = 0; i < Batch; i++)
                warren.Add(await CallAsync(setting.Server, cancellationToken));
        }
        return [Result.Compare($"{Name} exec of /bin/true", setting.Size, $"p50 <= bare + {Budget} ms", Budget, bare, warren)];
    }

    /// <summary>Runs it once; gives the milliseconds from the call to its parsed answer.</summary>
    public static async Task<double> CallAsync(BenchServer server, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await server.Client.Sandboxes.RunAsync(server.Sandbox, True, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return result.ExitCode == 0 ? elapsed : throw new InvalidOperationException($"/bin/true ended with {result.ExitCode}.");
    }
}
