using Warren.Api;

namespace Warren.Sandboxes.Guests;

/// <summary>
/// Whether one guest is still believed: it is not any more once it hung, broke off or lied, which is told once and
/// ends every call that is under way. While streams are open and silent it is asked whether it lives; while none is
/// open nothing is asked. A stream may be known to end by some time: a guest that lives but does not end it hangs too.
/// </summary>
internal sealed class GuestHealth : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly HashSet<GuestWatch> _streams = [];
    private readonly Func<Task> _probe;
    private readonly Action<string>? _broken;
    private ITimer? _timer;
    private Task _probing = Task.CompletedTask;
    private string? _reason;
    private bool _suspended;
    private bool _expectsEnd;
    private long _awakeSince;
    private volatile bool _heard;

    public GuestHealth(Func<Task> probe, Action<string>? broken, TimeProvider time)
    {
        (_probe, _broken, Time) = (probe, broken, time);
        _awakeSince = time.GetTimestamp();
    }

    /// <summary>The clock of all deadlines.</summary>
    public TimeProvider Time { get; }

    /// <summary>Cancelled when the guest is not believed any more, or is done with.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Why calls under way ended with <see cref="Ended"/>.</summary>
    public WarrenException Failure
    {
        get
        {
            lock (_gate)
                return new(ErrorCode.SandboxFailed, _reason ?? "The connection to the sandbox was closed.");
        }
    }

    /// <summary>
    /// When it was last let run; <see langword="null"/> while it is suspended. A deadline counts from here at the earliest.
    /// </summary>
    public long? AwakeSince
    {
        get
        {
            lock (_gate)
                return _suspended ? null : _awakeSince;
        }
    }

    /// <summary>Tells, the first time, that the guest is not believed any more; gives what to throw.</summary>
    public WarrenException Fail(string reason, Exception? cause = null)
    {
        lock (_gate)
        {
            if (_ended.IsCancellationRequested || _expectsEnd)
                return new(ErrorCode.SandboxFailed, _reason ?? reason, cause);
            if (_reason is not null)
                return new(ErrorCode.SandboxFailed, _reason, cause);
            _reason = reason;
            StopTimer();
        }
        SandboxTelemetry.GuestFailed();
        try
        {
            _broken?.Invoke(reason);
        }
        finally
        {
            _ended.Cancel();
        }
        return new(ErrorCode.SandboxFailed, reason, cause);
    }

    /// <summary>The guest was told to end: that it goes away is no failure from here on.</summary>
    public void ExpectEnd()
    {
        lock (_gate)
            _expectsEnd = true;
    }

    /// <summary>The sandbox is about to be frozen: silence means nothing.</summary>
    public void Suspend()
    {
        lock (_gate)
            _suspended = true;
    }

    /// <summary>The sandbox runs again.</summary>
    public void Resume()
    {
        lock (_gate)
            (_suspended, _awakeSince, _heard) = (false, Time.GetTimestamp(), true);
    }

    /// <summary>A stream is open until the returned object is disposed.</summary>
    /// <param name="limit">The seconds in which the guest is to end it; <see langword="null"/> where it may stay open.</param>
    public GuestWatch Watch(double? limit = null)
    {
        var watch = new GuestWatch(this, limit);
        lock (_gate)
        {
            if (_streams.Count == 0 && _reason is null)
            {
                _heard = false;
                _timer = Time.CreateTimer(static health => ((GuestHealth)health!).Check(), this, Silence, Silence);
            }
            _streams.Add(watch);
        }
        return watch;
    }

    /// <summary>The stream is not open any more.</summary>
    public void Unwatch(GuestWatch watch)
    {
        lock (_gate)
            if (_streams.Remove(watch) && _streams.Count == 0)
                StopTimer();
    }

    /// <summary>Something came from the guest.</summary>
    public void Hear() => _heard = true;

    /// <summary>Ends everything that is under way.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _expectsEnd = true;
            StopTimer();
        }
        _ended.Cancel();
    }

    private void Check()
    {
        bool isLate;
        lock (_gate)
        {
            if (!_heard && !_suspended && _streams.Count > 0)
                _probing = ProbeAsync();
            _heard = false;
            isLate = !_suspended && _streams.Any(stream => stream.IsLate(_awakeSince, Lateness));
        }
        if (isLate)
            Fail("The sandbox's guest did not end a program at its time-out.");
    }

    private async Task ProbeAsync()
    {
        // The lock of the timer's callback is not held over the call.
        await Task.Yield();
        try
        {
            await _probe();
        }
        catch (WarrenException)
        {
            // Whoever found out has told it already.
        }
    }

    private void StopTimer()
    {
        _timer?.Dispose();
        _timer = null;
    }
}
