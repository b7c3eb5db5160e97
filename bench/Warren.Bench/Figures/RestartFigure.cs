using System.Diagnostics;
using Warren.Api.Sandboxes;

namespace Warren.Bench.Figures;

/// <summary>P17: from the start of the server until exec answers in 20 of the sandboxes that it took over, and until an empty one is ready.</summary>
internal sealed class RestartFigure : IFigure
{
    private const int Few = 100, Many = 1000, Asked = 20, Turns = 3;
    private const double MostTakenOver = 5000, MostReady = 600; // ms
    private static readonly ExecRequest True = new() { Command = new(["/bin/true"]) };

    /// <inheritdoc/>
    public string Name => "P17";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Result>> MeasureAsync(Setting setting, CancellationToken cancellationToken)
    {
        var (server, count) = (setting.Server, setting.IsFull ? Many : Few);
        List<string> made = [];
        Series ready = new(), takenOver = new();
        // First, as a thousand sandboxes that are taken over keep the processors busy for a while.
        await using (var empty = await BenchServer.StartAsync(WorkerImage.Store, maxIdle: 0, TimeProvider.System, cancellationToken))
            for (var turn = 0; turn < Turns; turn++)
                ready.Add(await RestartAsync(empty, [], cancellationToken));
        await IdleSandboxes.AddAsync(server, made, count, cancellationToken);
        for (var turn = 0; turn < Turns; turn++)
            takenOver.Add(await RestartAsync(server, Random.Shared.GetItems(made.ToArray(), Asked), cancellationToken));
        await IdleSandboxes.RemoveAsync(server, made, cancellationToken);
        return
        [
            Result.Most($"{Name} start until exec answers in {Asked}", MostTakenOver, takenOver) with { Size = count },
            Result.Most($"{Name} start until ready, empty", MostReady, ready),
        ];
    }

    private static async Task<double> RestartAsync(BenchServer server, string[] asked, CancellationToken cancellationToken)
    {
        await server.KillAsync(cancellationToken);
        var start = Stopwatch.GetTimestamp();
        await server.RestartAsync(cancellationToken);
        await Task.WhenAll(asked.Select(sandbox => server.Client.Sandboxes.RunAsync(sandbox, True, cancellationToken)));
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
