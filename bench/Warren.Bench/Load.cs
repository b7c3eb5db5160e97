using System.Diagnostics;

namespace Warren.Bench;

/// <summary>Callers of which each begins again as soon as it is done.</summary>
/// <param name="callers">How many.</param>
/// <param name="duration">How long they begin again.</param>
internal sealed class Load(int callers, TimeSpan duration)
{
    /// <summary>Programs that are started by threads.</summary>
    /// <param name="place">Does all that a caller does, where its programs are to be started.</param>
    /// <param name="programs">One for each caller.</param>
    /// <param name="cancellationToken">Ends all callers.</param>
    public Task<Throughput> RunAsync(
        Func<Func<List<double>>, Task<List<double>>> place, Func<int, NativeProgram> programs, CancellationToken cancellationToken) => RunAsync((caller, end) => place(() =>
    {
        List<double> times = [];
        while (Stopwatch.GetTimestamp() < end && !cancellationToken.IsCancellationRequested)
            times.Add(programs(caller).Run());
        return times;
    }), cancellationToken);

    /// <summary>Calls of a server.</summary>
    /// <param name="call">Makes one; gives its milliseconds.</param>
    /// <param name="cancellationToken">Ends all callers.</param>
    public Task<Throughput> RunAsync(Func<CancellationToken, Task<double>> call, CancellationToken cancellationToken) => RunAsync((_, end) => Task.Run(async () =>
    {
        List<double> times = [];
        while (Stopwatch.GetTimestamp() < end)
            times.Add(await call(cancellationToken));
        return times;
    }, cancellationToken), cancellationToken);

    /// <summary>Calls that block, each caller's on a thread of its own.</summary>
    /// <param name="call">Makes one, for the caller of a number; gives its milliseconds.</param>
    /// <param name="cancellationToken">Ends all callers.</param>
    public Task<Throughput> RunAsync(Func<int, double> call, CancellationToken cancellationToken) => RunAsync((caller, end) => Task.Factory.StartNew(() =>
    {
        List<double> times = [];
        while (Stopwatch.GetTimestamp() < end && !cancellationToken.IsCancellationRequested)
            times.Add(call(caller));
        return times;
    }, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default), cancellationToken);

    // A caller that fails is done; all that failed are counted, and the figure is void.
    private async Task<Throughput> RunAsync(Func<int, long, Task<List<double>>> caller, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var all = Enumerable.Range(0, callers).Select(number => caller(number, end)).ToList();
        await ((Task)Task.WhenAll(all)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var elapsed = Stopwatch.GetElapsedTime(start);
        cancellationToken.ThrowIfCancellationRequested();
        if (all.Where(task => !task.IsCompletedSuccessfully).ToList() is { Count: > 0 } failed)
            throw new InvalidOperationException($"{failed.Count} of {callers} callers failed, the first one with: {failed[0].Exception?.InnerException?.Message ?? "it was broken off"}", failed[0].Exception?.InnerException);
        var done = new Throughput();
        foreach (var task in all)
            done.Add(await task);
        done.End(elapsed);
        return done;
    }
}
