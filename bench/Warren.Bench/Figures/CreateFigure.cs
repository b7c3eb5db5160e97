using System.Diagnostics;
using Warren.Api.Sandboxes;

namespace Warren.Bench.Figures;

/// <summary>P3 without a pool: create a sandbox and get the result of its first command, against that command bare.</summary>
internal sealed class CreateFigure : IFigure
{
    private const double Budget = 60; // ms above bare
    private const int WarmUp = 5;
    private static readonly ExecRequest True = new() { Command = new(["/bin/true"]) };

    /// <inheritdoc/>
    public bool IsMeasuredOnce => false;

    /// <inheritdoc/>
    public string Name => "P3";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Result>> MeasureAsync(Setting setting, CancellationToken cancellationToken)
    {
        Series bare = new(), warren = new();
        for (var i = 0; i < WarmUp; i++)
            await CreateAsync(setting.Server, cancellationToken);
        for (var sample = 0; sample < setting.Samples; sample++)
        {
            bare.Add(await setting.Bare.MeasureAsync(1));
            warren.Add(await CreateAsync(setting.Server, cancellationToken));
        }
        return [Result.Compare($"{Name} create and first command, pool off", setting.Size, $"p50 <= bare + {Budget} ms", Budget, bare, warren)];
    }

    internal static async Task<double> CreateAsync(BenchServer server, CancellationToken cancellationToken)
    {
        var sandboxes = server.Client.Sandboxes;
        var start = Stopwatch.GetTimestamp();
        var made = await sandboxes.CreateAsync(new SandboxSpec(), cancellationToken);
        var result = await sandboxes.RunAsync(made.Id, True, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await sandboxes.DeleteAsync(made.Id, cancellationToken);
        return result.ExitCode == 0 ? elapsed : throw new InvalidOperationException($"/bin/true ended with {result.ExitCode}.");
    }
}
