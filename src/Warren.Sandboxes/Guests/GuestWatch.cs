namespace Warren.Sandboxes.Guests;

/// <summary>A stream from a guest that is open, as its health sees it.</summary>
internal sealed class GuestWatch(GuestHealth health, double? limit) : IDisposable
{
    private readonly long _start = health.Time.GetTimestamp();
    private long _waitingSince = long.MaxValue;

    /// <summary>The next piece is waited for: from here on it is the guest who may be late.</summary>
    public void BeginWait() => Volatile.Write(ref _waitingSince, health.Time.GetTimestamp());

    /// <summary>It has come, and what is done with it takes its time.</summary>
    public void EndWait() => Volatile.Write(ref _waitingSince, long.MaxValue);

    /// <summary>Whether the guest should have ended it, and has been waited for since, for longer than is allowed.</summary>
    public bool IsLate(long awakeSince, TimeSpan allowed) =>
        limit is { } seconds
        && health.Time.GetElapsedTime(_start).TotalSeconds > seconds + allowed.TotalSeconds
        && Volatile.Read(ref _waitingSince) is < long.MaxValue and var since
        && health.Time.GetElapsedTime(Math.Max(since, awakeSince)) > allowed;

    /// <inheritdoc/>
    public void Dispose() => health.Unwatch(this);
}
