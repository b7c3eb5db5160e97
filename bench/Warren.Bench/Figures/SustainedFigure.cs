using Warren.Api.Sandboxes;
using Warren.Api.Tools;

namespace Warren.Bench.Figures;

/// <summary>
/// P7: one-shot runs in a second that 16 callers without a pause get done, block by block in turn with the baseline: each in a sandbox no one used
/// before, against plain <c>runc run</c>; each in a cell, against the program bare.
/// </summary>
internal sealed class SustainedFigure : IFigure
{
    private const int Callers = 16, Turns = 2;
    private const double LeastFresh = 1, LeastCell = 0.7;
    private static readonly TimeSpan Block = TimeSpan.FromSeconds(10), FullBlock = TimeSpan.FromSeconds(60);

    // As a run of a tool has them by default.
    private static readonly SandboxSpec Limits = new() { Cpu = 0.5, Memory = 512 << 20, Pids = 128 };

    /// <inheritdoc/>
    public string Name => "P7";

    /// <summary>How long a side takes its turn.</summary>
    public static TimeSpan BlockOf(Setting setting) => setting.IsFull ? FullBlock : Block;

    /// <summary>The callers, for one turn.</summary>
    public static Load LoadOf(Setting setting) => new(Callers, BlockOf(setting));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Result>> MeasureAsync(Setting setting, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.StartAsync(WorkerImage.Store, BenchServer.DefaultIdle, TimeProvider.System, cancellationToken);
        using var runc = await PlainRunc.PrepareAsync(server, Limits, Callers, OneShot.Program, OneShot.Expected, cancellationToken);
        using var program = new NativeProgram(OneShot.Program, OneShot.Expected);
        var load = LoadOf(setting);
        return
        [
            await MeasureAsync(
                new() { Figure = $"{Name} runs a second, {Callers} callers, each in a fresh sandbox", Budget = ">= plain runc run" }, LeastFresh,
                new(server, ToolPlacement.Sandbox), load,
                () => load.RunAsync(work => setting.Bare.MountAsync(runc.Root, work), runc.Of, cancellationToken), cancellationToken),
            await MeasureAsync(
                new() { Figure = $"{Name} runs a second, {Callers} callers, each in a cell", Budget = $">= {100 * LeastCell} % of bare" }, LeastCell,
                new(server, ToolPlacement.Cell), load,
                () => load.RunAsync(setting.Bare.EnterAsync, _ => program, cancellationToken), cancellationToken),
        ];
    }

    private static async Task<Result> MeasureAsync(
        Result promise, double least, OneShot shot, Load load, Func<Task<Throughput>> baseline, CancellationToken cancellationToken)
    {
        if (await shot.FindHindranceAsync(cancellationToken) is { } reason)
            return promise with { Skipped = reason };
        await shot.WarmUpAsync(Callers, cancellationToken);
        Throughput bare = new(), warren = new();
        for (var turn = 0; turn < Turns; turn++)
        {
            bare.Add(await baseline());
            warren.Add(await load.RunAsync(shot.CallAsync, cancellationToken));
            await shot.VerifyAsync(cancellationToken);
        }
        return Result.Rate(promise.Figure, promise.Budget, least, bare, warren);
    }
}
