using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Lifetimes;

/// <summary>Runs, stops and winds up the time-out of a sandbox as its state changes.</summary>
internal static class LifetimeClock
{
    /// <summary>The record of a new state, with the clock as that state has it.</summary>
    /// <param name="before">The record that it replaces.</param>
    /// <param name="next">The record with its new state.</param>
    /// <param name="now">When it changed.</param>
    public static SandboxRecord Advance(SandboxRecord before, SandboxRecord next, DateTimeOffset now)
    {
        var (from, to) = (before.Snapshot.State, next.Snapshot.State);
        if (from == to)
            return next;
        return to switch
        {
            SandboxState.Running when from == SandboxState.Paused && next.Remaining > TimeSpan.Zero => Set(next, now, next.Remaining),
            SandboxState.Running => Wind(next, now),
            SandboxState.Paused => next with
            {
                Remaining = next.Snapshot.ExpiresAt is { } due ? TimeSpan.FromTicks(Math.Max(0, (due - now).Ticks)) : null,
                Snapshot = next.Snapshot with { ExpiresAt = null },
            },
            SandboxState.Stopped or SandboxState.Destroying => Set(next, now, null),
            // What has failed, or is on its way from one state to another, still runs out of time.
            _ => next,
        };
    }

    /// <summary>The record with its whole time-out before it.</summary>
    public static SandboxRecord Wind(SandboxRecord record, DateTimeOffset now) =>
        Set(record, now, record.Snapshot.Spec.Lifetime?.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    /// <summary>The record with so much time before it; null for no bound.</summary>
    public static SandboxRecord Set(SandboxRecord record, DateTimeOffset now, TimeSpan? time)
    {
        var paused = record.Snapshot.State == SandboxState.Paused;
        return record with
        {
            Remaining = paused ? time : null,
            Snapshot = record.Snapshot with { ExpiresAt = paused ? null : now + time },
        };
    }
}
