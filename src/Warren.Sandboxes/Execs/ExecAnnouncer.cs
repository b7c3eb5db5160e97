using Warren.Api.Sandboxes;
using Warren.Sandboxes.Events;

namespace Warren.Sandboxes.Execs;

/// <summary>Describes execs, and tells the feed of their starts and ends.</summary>
internal sealed class ExecAnnouncer(EventFeed feed, TimeProvider time)
{
    /// <summary>An exec was started.</summary>
    public void Started(CollectedExec exec) => Post(exec, "started");

    /// <summary>An exec ended.</summary>
    public void Ended(CollectedExec exec) => Post(exec, "ended");

    /// <summary>What is known of an exec.</summary>
    public ExecStatus Describe(KeptExec exec)
    {
        var record = exec.Record;
        var exit = record.End?.Exit;
        return new()
        {
            Id = record.Id,
            Kind = record.Kind,
            Background = record.Background,
            Command = new(record.Command),
            Running = record.End is null,
            ExitCode = exit?.ExitCode,
            Signal = exit?.Signal,
            TimedOut = exit?.TimedOut ?? false,
            OomKilled = exit?.OomKilled ?? false,
            PeakMemory = exit?.PeakMemory,
            Reason = record.End?.Reason,
            StdoutBytes = exec.Stdout.End,
            StderrBytes = exec.Stderr.End,
            StdoutDropped = exec.Stdout.Dropped,
            StderrDropped = exec.Stderr.Dropped,
            StartedAt = record.StartedAt,
            DurationMs = exit?.DurationMs ?? ((record.End?.Time ?? time.GetUtcNow()) - record.StartedAt).TotalMilliseconds,
        };
    }

    private void Post(CollectedExec exec, string what) => feed.Post(
        exec.Sandbox.Owner, exec.Sandbox.Id, $"{(exec.Exec.Record.Kind == ExecKind.Terminal ? "terminal" : "exec")}.{what}", Describe(exec.Exec));
}
