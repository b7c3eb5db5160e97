using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Warren.Guest.Native;

namespace Warren.Guest.Execs;

/// <summary>
/// Calls back when a pipe can be read or written, once per arming (epoll(7), EPOLLONESHOT), and a moment later, from one
/// thread for all. A callback takes one bite, so that a flood in one exec does not hold up another.
/// </summary>
internal sealed unsafe class EventLoop
{
    private const int Add = 1;
    private const int Modify = 3;
    private const int Batch = 64;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<long, Action> _callbacks = [];
    private readonly Lock _gate = new();
    private readonly Queue<(long Due, Action Callback)> _later = [];
    private readonly TimeProvider _time;
    private readonly int _timer;
    private readonly long _timerKey;
    private readonly int _epoll;
    private long _lastKey;

    public EventLoop(TimeProvider time)
    {
        _time = time;
        _epoll = Libc.epoll_create1(Descriptors.CloseOnExec);
        if (_epoll < 0)
            throw new NativeException("epoll_create1", Marshal.GetLastPInvokeError());
        const int monotonic = 1;
        _timer = Libc.timerfd_create(monotonic, Descriptors.CloseOnExec);
        if (_timer < 0)
            throw new NativeException("timerfd_create", Marshal.GetLastPInvokeError());
        _timerKey = Register(_timer, reads: false, CallDue);
        new Thread(Run) { IsBackground = true, Name = "pipes" }.Start();
    }

    /// <summary>Takes a descriptor in, armed for reading where <paramref name="reads"/>, else not armed.</summary>
    /// <returns>The key to arm and remove it by.</returns>
    public long Register(int fd, bool reads, Action callback)
    {
        var key = Interlocked.Increment(ref _lastKey);
        _callbacks[key] = callback;
        Control(Add, fd, key, reads ? EpollEvent.In : 0);
        return key;
    }

    /// <summary>Asks for one call when it can be read, or was closed at the other end.</summary>
    public void ArmRead(int fd, long key) => Control(Modify, fd, key, EpollEvent.In);

    /// <summary>Asks for one call when it can be written, or was closed at the other end.</summary>
    public void ArmWrite(int fd, long key) => Control(Modify, fd, key, EpollEvent.Out);

    /// <summary>Forgets a descriptor that is about to be closed, which takes it out of epoll itself.</summary>
    public void Remove(long key) => _callbacks.TryRemove(key, out _);

    /// <summary>Calls back after a moment, which is the same for all.</summary>
    public void CallLater(Action callback)
    {
        lock (_gate)
        {
            _later.Enqueue((_time.GetTimestamp() + (long)(Moment.TotalSeconds * _time.TimestampFrequency), callback));
            // While others wait, the timer runs: many starts cost one call.
            if (_later.Count == 1)
                SetTimer(Moment);
        }
    }

    private void CallDue()
    {
        List<Action> due = [];
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            while (_later.TryPeek(out var next) && next.Due <= now)
                due.Add(_later.Dequeue().Callback);
            if (_later.TryPeek(out var first))
                SetTimer(_time.GetElapsedTime(now, first.Due));
        }
        foreach (var callback in due)
            callback();
    }

    private void SetTimer(TimeSpan delay)
    {
        // struct itimerspec: an interval of none, and seconds and nanoseconds, of which zero would mean never.
        var next = stackalloc long[4] { 0, 0, 0, Math.Max(1, delay.Ticks * TimeSpan.NanosecondsPerTick) };
        if (Libc.timerfd_settime(_timer, 0, next, null) != 0)
            throw new NativeException("timerfd_settime", Marshal.GetLastPInvokeError());
        ArmRead(_timer, _timerKey);
    }

    private void Control(int operation, int fd, long key, uint events)
    {
        var change = stackalloc byte[EpollEvent.MaxSize];
        _ = new EpollEvent(change) { Events = events | EpollEvent.OneShot, Data = key };
        if (Libc.epoll_ctl(_epoll, operation, fd, change) != 0)
            throw new NativeException("epoll_ctl", Marshal.GetLastPInvokeError());
    }

    private void Run()
    {
        var events = stackalloc byte[Batch * EpollEvent.MaxSize];
        while (true)
        {
            var count = Libc.epoll_wait(_epoll, events, Batch, -1);
            for (var i = 0; i < count; i++)
                if (_callbacks.TryGetValue(new EpollEvent(events + i * EpollEvent.Size).Data, out var callback))
                    callback();
        }
    }
}
