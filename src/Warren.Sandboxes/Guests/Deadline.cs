using Warren.Api;

namespace Warren.Sandboxes.Guests;

/// <summary>
/// A token that is cancelled by a caller, by the end of the guest, or by the passing of time in which the guest could
/// have answered: the time that its sandbox was frozen does not count.
/// </summary>
internal sealed class Deadline : IDisposable
{
    private readonly GuestHealth _health;
    private readonly TimeSpan _delay;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _source;
    private readonly ITimer? _timer;
    private readonly long _start;
    private volatile bool _late;

    public Deadline(TimeSpan delay, GuestHealth health, CancellationToken cancellationToken)
    {
        (_health, _delay, _caller) = (health, delay, cancellationToken);
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, health.Ended);
        _start = health.Time.GetTimestamp();
        if (delay != Timeout.InfiniteTimeSpan)
            _timer = health.Time.CreateTimer(static deadline => ((Deadline)deadline!).Check(), this, delay, Timeout.InfiniteTimeSpan);
        // The timer may have fired before it was known here.
        if (_timer is not null && _late)
            _timer.Dispose();
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Whether a cancellation came from here and not from the caller.</summary>
    public bool IsOver => !_caller.IsCancellationRequested && _source.IsCancellationRequested;

    /// <summary>Why it is over; a late answer means that the guest hangs.</summary>
    public WarrenException Explain(Exception cause) => _late
        ? _health.Fail($"The sandbox's guest did not answer within {_delay.TotalSeconds:0} s.", cause)
        : _health.Failure;

    public void Dispose()
    {
        _timer?.Dispose();
        _source.Dispose();
    }

    private void Check()
    {
        var since = _health.AwakeSince;
        var left = since is { } awake ? _delay - _health.Time.GetElapsedTime(Math.Max(_start, awake)) : _delay;
        if (left > TimeSpan.Zero)
        {
            _timer?.Change(left, Timeout.InfiniteTimeSpan);
            return;
        }
        _late = true;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The answer came in this moment.
        }
    }
}
