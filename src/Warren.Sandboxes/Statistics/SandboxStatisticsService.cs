using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;

namespace Warren.Sandboxes.Statistics;

/// <summary>
/// Measures sandboxes, now and regularly, and remembers the last ten minutes of each. A sandbox that used next to no
/// processor time is not measured in full every time: what does not run changes nothing.
/// </summary>
public sealed partial class SandboxStatisticsService
{
    /// <summary>Time between two samples of the history.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Samples that are kept of each sandbox.</summary>
    public const int Kept = 60;

    // An idle one is measured in full once a minute; idle is less than a thousandth of a core between two samples.
    private static readonly TimeSpan IdlePeriod = TimeSpan.FromSeconds(60);
    private const double IdleShare = 0.001;

    // Samples are spread over the period, so that a thousand sandboxes are no burst.
    private const int Slices = 10;

    // Less than this between two samples makes the percentage noise.
    private static readonly TimeSpan LeastSpan = TimeSpan.FromSeconds(0.5);

    private readonly ConcurrentDictionary<string, SampleHistory> _histories = new();
    private readonly SandboxService _sandboxes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal SandboxStatisticsService(SandboxService sandboxes, TimeProvider time, ILogger logger) =>
        (_sandboxes, _time, _logger) = (sandboxes, time, logger);

    /// <summary>What a running or paused sandbox uses now; of another one, what it used when it was measured last.</summary>
    /// <exception cref="WarrenException">
    /// CapabilityMissing: its driver does not measure. InvalidState: it does not run and was never measured.
    /// </exception>
    public Task<SandboxStatistics> ReadAsync(string idOrName, string owner, CancellationToken cancellationToken) =>
        ReadAsync(_sandboxes.Find(idOrName, owner), previous: null, cancellationToken);

    /// <summary>The samples of the last ten minutes, oldest first, after a time where one is given.</summary>
    public IReadOnlyList<SandboxStatistics> History(string idOrName, DateTimeOffset? since, string owner)
    {
        var sandbox = _sandboxes.Find(idOrName, owner);
        _ = Driver(sandbox);
        return [.. History(sandbox).ToList().Select(sample => sample.Value).Where(value => since is null || value.Time > since)];
    }

    /// <summary>
    /// Measures again and again. The first is at once; while the sandbox does not run there are none, and it ends with
    /// the sandbox.
    /// </summary>
    public async IAsyncEnumerable<SandboxStatistics> StreamAsync(string idOrName, TimeSpan interval, string owner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sandbox = _sandboxes.Find(idOrName, owner);
        _ = Driver(sandbox);
        StatisticsSample? previous = null;
        using var timer = new PeriodicTimer(interval, _time);
        do
        {
            if (sandbox.Snapshot.State is SandboxState.Destroying or SandboxState.Destroyed)
                yield break;
            if (await TryMeasureAsync(sandbox, previous, cancellationToken) is not { } sample)
                continue;
            previous = sample;
            yield return sample.Value;
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Takes the samples of the history, until cancelled.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period / Slices, _time);
        try
        {
            for (var slice = 0; await timer.WaitForNextTickAsync(cancellationToken); slice = (slice + 1) % Slices)
                await SampleAsync(slice, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task SampleAsync(int slice, CancellationToken cancellationToken)
    {
        var all = _sandboxes.All();
        foreach (var sandbox in all)
        {
            if (sandbox.Snapshot.State != SandboxState.Running || Slice(sandbox.Id) != slice || sandbox.Driver is not IStatisticsDriver driver)
                continue;
            try
            {
                await SampleAsync(sandbox, driver, cancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // What goes wrong with one must not end the history of all.
                LogNotSampled(failure, sandbox.Id);
            }
        }
        if (slice == 0)
            Forget(all.Select(sandbox => sandbox.Id).ToHashSet());
    }

    private async Task SampleAsync(Sandbox sandbox, IStatisticsDriver driver, CancellationToken cancellationToken)
    {
        var history = History(sandbox);
        var now = _time.GetTimestamp();
        if (history.Last is { } last && last.Start == sandbox.Snapshot.StartedAt
            && _time.GetElapsedTime(history.ReadAt, now) < IdlePeriod
            && driver.ReadCpuSeconds(sandbox.Id) is { } seconds
            && _time.GetElapsedTime(last.Timestamp, now).TotalSeconds is > 0 and var passed
            && seconds - last.Value.CpuSeconds is >= 0 and var used && used < IdleShare * passed)
        {
            var at = _time.GetUtcNow();
            history.Add(new(now, last.Start, last.Value with
            {
                Time = at,
                UptimeSeconds = Uptime(sandbox, at),
                CpuSeconds = seconds,
                CpuPercent = Percent(used, passed),
            }));
            return;
        }
        if (await TryMeasureAsync(sandbox, previous: null, cancellationToken) is { } sample)
        {
            history.ReadAt = now;
            history.Add(sample);
        }
    }

    private async Task<SandboxStatistics> ReadAsync(Sandbox sandbox, StatisticsSample? previous, CancellationToken cancellationToken)
    {
        _ = Driver(sandbox);
        return await TryMeasureAsync(sandbox, previous, cancellationToken) is { } sample
            ? sample.Value
            : History(sandbox).Last?.Value ?? throw new WarrenException(ErrorCode.InvalidState,
                $"Sandbox {sandbox.Id} is {sandbox.Snapshot.State.ToString().ToLowerInvariant()} and was not measured since the server's start; start it first.");
    }

    private async Task<StatisticsSample?> TryMeasureAsync(Sandbox sandbox, StatisticsSample? previous, CancellationToken cancellationToken)
    {
        var snapshot = sandbox.Snapshot;
        if (snapshot.State is not (SandboxState.Running or SandboxState.Paused))
            return null;
        SandboxUsage usage;
        try
        {
            usage = await Driver(sandbox).ReadStatisticsAsync(sandbox.Id, cancellationToken);
        }
        catch (WarrenException ended) when (ended.Code == ErrorCode.InvalidState)
        {
            // It ended just now, which the watch over it will see too.
            return null;
        }
        var (timestamp, now) = (_time.GetTimestamp(), _time.GetUtcNow());
        previous ??= Baseline(sandbox, timestamp);
        return new(timestamp, snapshot.StartedAt, new()
        {
            Time = now,
            UptimeSeconds = Uptime(sandbox, now),
            CpuSeconds = usage.CpuSeconds,
            CpuPercent = previous is not null && previous.Start == snapshot.StartedAt && timestamp > previous.Timestamp
                ? Percent(usage.CpuSeconds - previous.Value.CpuSeconds, _time.GetElapsedTime(previous.Timestamp, timestamp).TotalSeconds)
                : null,
            CpuLimit = snapshot.Spec.Cpu!.Value,
            MemoryBytes = usage.MemoryBytes,
            MemoryPeakBytes = usage.MemoryPeakBytes,
            MemoryLimitBytes = snapshot.Spec.Memory!.Value,
            DiskBytes = usage.DiskBytes,
            DiskLimitBytes = snapshot.Spec.Disk!.Value,
            Pids = usage.Pids,
            PidsLimit = snapshot.Spec.Pids!.Value,
            OomKills = usage.OomKills,
            NetworkReceivedBytes = usage.NetworkReceivedBytes,
            NetworkSentBytes = usage.NetworkSentBytes,
        });
    }

    // The newest sample that is old enough to compare with.
    private StatisticsSample? Baseline(Sandbox sandbox, long timestamp) => _histories.TryGetValue(sandbox.Id, out var history)
        ? history.ToList().LastOrDefault(sample => _time.GetElapsedTime(sample.Timestamp, timestamp) >= LeastSpan)
        : null;

    private SampleHistory History(Sandbox sandbox) => _histories.GetOrAdd(sandbox.Id, _ => new(Kept));

    private void Forget(HashSet<string> existing)
    {
        foreach (var id in _histories.Keys)
            if (!existing.Contains(id))
                _histories.TryRemove(id, out _);
    }

    private static double Uptime(Sandbox sandbox, DateTimeOffset now) =>
        sandbox.Snapshot.StartedAt is { } start ? Math.Max(0, (now - start).TotalSeconds) : 0;

    private static double Percent(double used, double passed) => Math.Round(Math.Max(0, used / passed * 100), 2);

    // Ids are random letters, so their sum spreads them evenly.
    private static int Slice(string id) => id.Sum(letter => letter) % Slices;

    private static IStatisticsDriver Driver(Sandbox sandbox) => sandbox.Driver as IStatisticsDriver
        ?? throw new WarrenException(ErrorCode.CapabilityMissing, $"The driver '{sandbox.Driver.Name}' cannot measure sandboxes.");

    [LoggerMessage(1151, LogLevel.Warning, "Sandbox {Sandbox} could not be measured.")]
    private partial void LogNotSampled(Exception failure, string sandbox);
}
