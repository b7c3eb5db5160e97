using System.Diagnostics;
using System.Globalization;
using Warren.Api.Tools;

namespace Warren.Bench.Figures;

/// <summary>
/// P1: a one-shot run over HTTP in a sandbox no one used before, its artifacts written, against the same program bare; one at a time, with
/// the pool as it is by default and full, and then at 80 % of the rate that callers without a pause reach.
/// </summary>
internal sealed class ToolFigure : IFigure
{
    private const double Most50 = 10, Most95 = 25, MostLoaded95 = 60; // ms above bare
    private const double LoadShare = 0.8;
    private const int CallsEach = 5;

    /// <inheritdoc/>
    public string Name => "P1";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Result>> MeasureAsync(Setting setting, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.StartAsync(WorkerImage.Store, BenchServer.DefaultIdle, TimeProvider.System, cancellationToken);
        using var program = new NativeProgram(OneShot.Program, OneShot.Expected);
        var shot = new OneShot(server, ToolPlacement.Sandbox);
        await shot.WarmUpAsync(BenchServer.DefaultIdle, cancellationToken);
        Series bare = new(), alone = new();
        for (var sample = 0; sample < CallsEach * setting.Samples; sample++)
        {
            await server.WaitForPoolAsync(cancellationToken);
            bare.Add(await setting.Bare.MeasureAsync(program, 1));
            alone.Add(await shot.CallAsync(cancellationToken));
        }
        await shot.VerifyAsync(cancellationToken);
        await server.WaitForPoolAsync(cancellationToken);
        var idle = server.CgroupMemory() / 1048576.0;

        var rate = LoadShare * (await SustainedFigure.LoadOf(setting).RunAsync(shot.CallAsync, cancellationToken)).Rate;
        await shot.VerifyAsync(cancellationToken);
        var loaded = await ArriveAsync(shot, rate, SustainedFigure.BlockOf(setting), cancellationToken);
        await shot.VerifyAsync(cancellationToken);

        var first = Result.Compare($"{Name} one-shot run in a fresh sandbox", Most50, Most95, bare, alone);
        var second = Result.Compare($"{Name} the same at {100 * LoadShare} % of P7's rate", null, MostLoaded95, bare, loaded);
        return
        [
            first with { Note = string.Create(CultureInfo.InvariantCulture, $"{first.Note}; {BenchServer.DefaultIdle} idle hold {idle:F1} MiB") },
            second with { Note = string.Create(CultureInfo.InvariantCulture, $"{second.Note}; {rate:F1} a second") },
        ];
    }

    // They come whether those before are done or not; each one's time is from when it was due.
    private static async Task<Series> ArriveAsync(OneShot shot, double rate, TimeSpan duration, CancellationToken cancellationToken)
    {
        List<Task<double>> calls = [];
        var start = Stopwatch.GetTimestamp();
        for (var call = 0; call < rate * duration.TotalSeconds; call++)
        {
            var due = TimeSpan.FromSeconds(call / rate);
            if (due - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } wait)
                await Task.Delay(wait, TimeProvider.System, cancellationToken);
            calls.Add(Task.Run(async () =>
            {
                await shot.CallAsync(cancellationToken);
                return (Stopwatch.GetElapsedTime(start) - due).TotalMilliseconds;
            }, cancellationToken));
        }
        var times = new Series();
        times.Add(await Task.WhenAll(calls));
        return times;
    }
}
