using System.Diagnostics;
using System.Diagnostics.Metrics;
using Warren.Api;
using Warren.Api.Sandboxes;

namespace Warren.Sandboxes;

/// <summary>Spans and figures of what happens to sandboxes, for whoever listens. Names are those of OpenTelemetry's conventions.</summary>
public static class SandboxTelemetry
{
    /// <summary>Name of the source of spans and of the meter.</summary>
    public const string Name = "Warren.Sandboxes";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Operations = Meter.CreateHistogram<double>("warren.sandbox.operation.duration", "s", "Time that changes of sandboxes took, by how they went",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });

    private static readonly Counter<long> SandboxFailures = Meter.CreateCounter<long>("warren.sandbox.failures", "{sandbox}", "Sandboxes that ended without being told to");
    private static readonly Counter<long> ExecsStarted = Meter.CreateCounter<long>("warren.execs.started", "{exec}", "Programs that were started");
    private static readonly Counter<long> ExecsEnded = Meter.CreateCounter<long>("warren.execs.ended", "{exec}", "Programs that ended, by how");
    private static readonly UpDownCounter<long> ExecsRunning = Meter.CreateUpDownCounter<long>("warren.execs.running", "{exec}", "Programs that this server follows");
    private static readonly Counter<long> Output = Meter.CreateCounter<long>("warren.exec.output", "By", "Output that programs wrote");
    private static readonly Counter<long> Events = Meter.CreateCounter<long>("warren.events", "{event}", "Events of the feed, by type");
    private static readonly Counter<long> GuestFailures = Meter.CreateCounter<long>("warren.guest.failures", "{guest}", "Guests that hung, broke off or lied");

    private static readonly Counter<long> PoolRequests = Meter.CreateCounter<long>("warren.pool.requests", "{sandbox}", "Sandboxes asked for of which one could be ready, by whether it was");
    private static readonly UpDownCounter<long> PoolIdle = Meter.CreateUpDownCounter<long>("warren.pool.idle", "{sandbox}", "Sandboxes that are ready for whoever asks");

    private const string SandboxTag = "warren.sandbox.id";

    /// <summary>
    /// Begins the span of one step, inside that of a change. Between two steps nothing happens that a server killed there
    /// would leave to the next one; the fault tests strike at each of them by its name, so names are kept.
    /// </summary>
    /// <param name="name">Part and step, such as <c>start.mounts</c>.</param>
    /// <param name="sandboxId">The sandbox; null where there is none yet, or a span around this one has it.</param>
    /// <returns>Ends with the step; null where nobody listens.</returns>
    public static Activity? Step(string name, string? sandboxId) => Source.HasListeners()
        ? Source.StartActivity(name, ActivityKind.Internal, default(ActivityContext), sandboxId is null ? null : [new(SandboxTag, sandboxId)])
        : null;

    /// <summary>Begins the step of recording a state.</summary>
    public static Activity? Record(SandboxSnapshot next) =>
        Source.HasListeners() ? Step($"record.{next.State.ToString().ToLowerInvariant()}", next.Id) : null;

    /// <summary>Times a change of a sandbox, and makes it a span.</summary>
    /// <param name="operation">What is done, such as <c>create</c>.</param>
    /// <param name="work">Does it.</param>
    public static async Task<T> MeasureAsync<T>(string operation, Func<Task<T>> work)
    {
        using var span = Source.StartActivity($"sandbox {operation}");
        var began = Stopwatch.GetTimestamp();
        var outcome = "ok";
        try
        {
            var result = await work();
            if ((result as SandboxSnapshot ?? (result as SandboxCreated)?.Snapshot) is { } made)
                span?.SetTag(SandboxTag, made.Id).SetTag("warren.driver", made.Spec.Driver);
            return result;
        }
        catch (Exception failure)
        {
            outcome = Outcome(failure);
            span?.SetStatus(ActivityStatusCode.Error, outcome);
            throw;
        }
        finally
        {
            Operations.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new("operation", operation), new("outcome", outcome));
        }
    }

    /// <summary>Begins the span of a program's start.</summary>
    public static Activity? StartExec(string sandboxId) => Step("exec", sandboxId);

    /// <summary>A program was started.</summary>
    public static void ExecBegan() => ExecsStarted.Add(1);

    /// <summary>This server begins, or ends, to follow programs.</summary>
    public static void FollowExecs(int more) => ExecsRunning.Add(more);

    /// <summary>A program ended.</summary>
    /// <param name="exit">How; null where that is not known, because its sandbox ended.</param>
    public static void ExecEnded(ExecExit? exit) =>
        ExecsEnded.Add(1, new KeyValuePair<string, object?>("outcome", exit switch
        {
            null => "lost",
            { OomKilled: true } => "oom_killed",
            { TimedOut: true } => "timed_out",
            { Signal: not null } => "signaled",
            { ExitCode: 0 } => "ok",
            _ => "failed",
        }));

    /// <summary>Output came.</summary>
    public static void Wrote(string stream, long bytes) => Output.Add(bytes, new KeyValuePair<string, object?>("stream", stream));

    /// <summary>A sandbox ended without being told to.</summary>
    public static void SandboxFailed() => SandboxFailures.Add(1);

    /// <summary>A sandbox was asked for of which one could have been ready.</summary>
    public static void PoolAsked(bool isHit) => PoolRequests.Add(1, new KeyValuePair<string, object?>("outcome", isHit ? "hit" : "miss"));

    /// <summary>Sandboxes became ready to be asked for, or are no longer.</summary>
    public static void PoolHas(int more) => PoolIdle.Add(more);

    /// <summary>An event was appended to the feed.</summary>
    public static void Happened(string type) => Events.Add(1, new KeyValuePair<string, object?>("type", type));

    /// <summary>A guest is not believed any more.</summary>
    public static void GuestFailed() => GuestFailures.Add(1);

    private static string Outcome(Exception failure) => failure switch
    {
        WarrenException known => ErrorCodes.ToWire(known.Code),
        OperationCanceledException => "CANCELLED",
        _ => ErrorCodes.ToWire(ErrorCode.Internal),
    };
}
