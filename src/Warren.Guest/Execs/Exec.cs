using Warren.Guest.Processes;
using Warren.Guest.Protocol;

namespace Warren.Guest.Execs;

/// <summary>One program that the server had started: its processes, its input, its output and its end.</summary>
internal sealed partial class Exec
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly OutputStream _stdout;
    private readonly OutputStream _stderr;
    private readonly RememberedArguments _arguments;
    private readonly double? _timeout;
    private readonly long _startTimestamp;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<Exec> _onEnded;
    private readonly EventLoop _loop;
    private readonly ExecTerminal? _terminal;
    private ProcessEnd? _end;
    private ITimer? _timer;
    private Task _feed = Task.CompletedTask;
    private int _kills;
    private bool _timedOut;
    private bool _limited;
    private bool _isTold;
    private volatile bool _isYoung;

    public Exec(GuestExecRequest request, bool background, int trackingGid, ExecPipes pipes, ExecServices services, Action<Exec> onEnded)
    {
        (_onEnded, _loop) = (onEnded, services.Loop);
        _arguments = new(request.Arguments);
        _timeout = request.TimeoutSeconds;
        Id = request.Id;
        Background = background;
        TrackingGid = trackingGid;
        _time = services.Time;
        _terminal = pipes.Terminal;
        _stdout = new(pipes.StdoutRead, _terminal is not null, services.Loop, services.Budget, () => Pump(stdout: true));
        _stderr = new(pipes.StderrRead, isTerminal: false, services.Loop, services.Budget, () => Pump(stdout: false));
        Stdin = pipes.StdinWrite >= 0 ? new(pipes.StdinWrite, services.Loop, EndOfFile) : null;
        StartedAt = _time.GetUtcNow();
        _startTimestamp = _time.GetTimestamp();
    }

    public string Id { get; }
    public bool Background { get; }
    public int TrackingGid { get; }
    public DateTimeOffset StartedAt { get; }
    public StdinPipe? Stdin { get; }
    public int Pid { get; private set; }

    /// <summary>Whether output is kept.</summary>
    public bool KeepsOutput
    {
        get
        {
            lock (_gate)
                return _stdout.Ring.Size + _stderr.Ring.Size > 0;
        }
    }

    /// <summary>
    /// Whether it was started in the foreground just now: its pipes rest, and its reader waits, for what it says and how
    /// it ends, which for a short program is all there is to send. In the background nobody waits for its end.
    /// </summary>
    public bool IsYoung => _isYoung;

    /// <summary>Completes once the first process ended and its output was read.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether it was started with these arguments.</summary>
    public bool WasStartedWith(IReadOnlyList<string> arguments) => _arguments.Match(arguments);

    /// <summary>Begins to read output and to count time.</summary>
    public void Begin(int pid)
    {
        lock (_gate)
        {
            Pid = pid;
            _isYoung = !Background && _end is null;
            if (_isYoung)
                _loop.CallLater(GrowUp);
            else
                Open();
            if (_timeout is { } seconds && _end is null)
                _timer = _time.CreateTimer(_ => TimeOut(), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
            TryEnd();
        }
        TellEnd();
    }

    /// <summary>The first process was reaped.</summary>
    public void OnProcessEnd(ProcessEnd end)
    {
        lock (_gate)
        {
            _end = end;
            TryEnd();
        }
        TellEnd();
        WakeReader();
    }

    /// <summary>Changes the size of its terminal.</summary>
    public void Resize(GuestTerminal size)
    {
        if (!size.IsValid)
            throw GuestFailure.Invalid($"a terminal has 1 to {GuestProtocol.MaxTerminalSide} columns and rows");
        lock (_gate)
        {
            if (_terminal is null || _ended.Task.IsCompleted)
                throw new GuestFailure(GuestErrorCode.Conflict, _terminal is null ? "it has no terminal" : "it ended");
            _terminal.Resize(size);
        }
    }

    /// <summary>Sends a signal to the whole tree.</summary>
    public void Signal(int signal)
    {
        if (signal == 9)
            Kill();
        else
            ProcessTree.Signal(TrackingGid, signal);
    }

    /// <summary>Kills the whole tree; returns once none of it is left.</summary>
    /// <param name="isForgotten">Whether the reader, if there is one, is told that instead of the end.</param>
    public void Kill(bool isForgotten = false)
    {
        lock (_gate)
            _kills++;
        try
        {
            ProcessTree.Kill(TrackingGid, _time);
            if (isForgotten)
                DropReader();
        }
        finally
        {
            lock (_gate)
            {
                _kills--;
                TryEnd();
            }
            TellEnd();
            WakeReader();
        }
    }

    /// <summary>Writes first input of a background exec as fast as it is taken.</summary>
    public void Feed(byte[] input, bool end) => _feed = FeedAsync(input, end);

    /// <summary>It could not be started: closes what it has.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _stdout.Dispose();
            _stderr.Dispose();
            _terminal?.Dispose();
        }
        Stdin?.Dispose();
    }

    /// <summary>Gives back the memory that the output of an ended exec does not need.</summary>
    public void Shrink()
    {
        lock (_gate)
        {
            _stdout.Ring.Shrink();
            _stderr.Ring.Shrink();
        }
    }

    /// <summary>Drops the kept output of an ended exec; a later reader is told how much it was.</summary>
    public void DropOutput()
    {
        lock (_gate)
        {
            _stdout.Ring.Dispose();
            _stderr.Ring.Dispose();
        }
    }

    public GuestExecStatus ReadStatus()
    {
        lock (_gate)
            return new()
            {
                Id = Id,
                Arguments = _arguments.Kept,
                Pid = Pid,
                Background = Background,
                Terminal = _terminal is not null,
                StartedAt = StartedAt,
                DurationMs = Duration.TotalMilliseconds,
                StdoutBytes = _stdout.Ring.End,
                StderrBytes = _stderr.Ring.End,
                StdoutKeptFrom = _stdout.Ring.Start,
                StderrKeptFrom = _stderr.Ring.Start,
                Exit = _ended.Task.IsCompleted ? ReadExit() : null,
            };
    }

    /// <summary>How it ended; only after <see cref="Ended"/>.</summary>
    public GuestExit ReadExit() => new()
    {
        ExitCode = _timedOut ? -1 : _end!.Value.ExitCode,
        Signal = _end!.Value.Signal,
        TimedOut = _timedOut,
        DurationMs = Duration.TotalMilliseconds,
        PeakMemory = _end.Value.PeakMemory,
        CpuMs = _end.Value.Cpu.TotalMilliseconds,
        StdoutBytes = _stdout.Ring.End,
        StderrBytes = _stderr.Ring.End,
    };

    // Ends by itself with the process, whose end disposes the pipe.
    private async Task FeedAsync(byte[] input, bool end)
    {
        await Stdin!.WriteAsync(input, CancellationToken.None);
        if (end)
            await Stdin.EndAsync(CancellationToken.None);
    }

    private byte[]? EndOfFile(bool isMidLine)
    {
        lock (_gate)
            return _terminal?.ReadEndOfFile(isMidLine);
    }

    private TimeSpan Duration => _time.GetElapsedTime(_startTimestamp, _end?.Timestamp ?? _time.GetTimestamp());

    private void Pump(bool stdout)
    {
        lock (_gate)
        {
            if (stdout)
                _stdout.Fill(_reader?.StdoutOffset);
            else
                _stderr.Fill(_reader?.StderrOffset);
            TryEnd();
        }
        TellEnd();
        WakeReader();
    }

    private void GrowUp()
    {
        lock (_gate)
        {
            if (_ended.Task.IsCompleted)
                return;
            _isYoung = false;
            Open();
        }
        WakeReader();
    }

    private void Open()
    {
        _stdout.Open();
        _stderr.Open();
    }

    // As WakeReader: after every change, and not under the lock.
    private void TellEnd()
    {
        lock (_gate)
        {
            if (_isTold || !_ended.Task.IsCompleted)
                return;
            _isTold = true;
        }
        _onEnded(this);
    }

    // The end is told only after a kill has got everyone, and after all output of the first process was read.
    private void TryEnd()
    {
        if (_end is null || Pid == 0 || _kills > 0 || _ended.Task.IsCompleted)
            return;
        if (!_limited)
        {
            _limited = true;
            _timer?.Dispose();
            _timer = null;
            _stdout.Limit(_reader?.StdoutOffset);
            _stderr.Limit(_reader?.StderrOffset); // Where there is more than a bite, the reader has it read on.
        }
        if (!_stdout.Ended || !_stderr.Ended)
            return;
        Stdin?.Dispose();
        if (_terminal is not null)
        {
            _stdout.Close();
            _terminal.Dispose();
        }
        _isYoung = false;
        _ended.TrySetResult();
    }

    private void TimeOut()
    {
        lock (_gate)
        {
            if (_end is not null)
                return;
            _timedOut = true;
        }
        try
        {
            Kill();
        }
        catch (GuestFailure failure)
        {
            // What the kernel cannot end, such as a hung device, is the sandbox's end to see to.
            Log.Write($"time-out of exec {Id}: {failure.Message}");
        }
    }
}
