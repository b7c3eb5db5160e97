using Warren.Guest.Protocol;

namespace Warren.TestKit.Fakes;

/// <summary>An exec of <see cref="FakeGuest"/>: its output is kept, whole, until it is forgotten.</summary>
internal sealed class FakeExec : IDisposable
{
    private const int SigKill = 9;

    private readonly Lock _gate = new();
    private readonly MemoryStream[] _outputs = [new(), new()];
    private readonly CancellationTokenSource _killed = new();
    private readonly CancellationToken _kill;
    private readonly FakeProgram _program;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private object? _reader;
    private int? _signal;
    private GuestExit? _exit;

    public FakeExec(GuestExecRequest request, FakeProgram program, bool background)
    {
        (Request, _program, Background) = (request, program, background);
        Process = new(request, Write);
        _kill = _killed.Token;
    }

    public GuestExecRequest Request { get; }
    public bool Background { get; }
    public FakeProcess Process { get; }
    public DateTimeOffset StartedAt { get; } = TimeProvider.System.GetUtcNow();

    /// <summary>Why its reader is to leave it.</summary>
    public GuestDetachment Detachment { get; private set; } = GuestDetachment.Replaced;

    /// <summary>Its end, once there is one.</summary>
    public GuestExit? Exit
    {
        get
        {
            lock (_gate)
                return _exit;
        }
    }

    /// <summary>Completes when it ended.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    public void Start() => Ended = RunAsync();

    /// <summary>Becomes its one reader; gives what to ask with.</summary>
    public object Attach(GuestDetachment toEarlier = GuestDetachment.Replaced)
    {
        lock (_gate)
        {
            Detachment = toEarlier;
            _reader = new();
            Announce();
            return _reader;
        }
    }

    /// <summary>New output of both streams from offsets on; null where another reads. Waits for <paramref name="news"/> else.</summary>
    public (byte[] Stdout, byte[] Stderr, GuestExit? Exit)? Read(object reader, long stdout, long stderr, out Task news)
    {
        lock (_gate)
        {
            news = _news.Task;
            return _reader == reader ? (_outputs[0].ToArray()[(int)stdout..], _outputs[1].ToArray()[(int)stderr..], _exit) : null;
        }
    }

    public bool HasOffsets(long stdout, long stderr)
    {
        lock (_gate)
            return stdout >= 0 && stderr >= 0 && stdout <= _outputs[0].Length && stderr <= _outputs[1].Length;
    }

    public void Signal(int number)
    {
        lock (_gate)
        {
            if (_exit is not null)
                return;
            if (number != SigKill && _program.KeepsSignals)
            {
                Process.Signal(number);
                return;
            }
            _signal ??= number;
        }
        _killed.Cancel();
    }

    /// <summary>It was ended: what its program still does is not waited for.</summary>
    public void Dispose() => _killed.Dispose();

    public GuestExecStatus ReadStatus()
    {
        lock (_gate)
            return new()
            {
                Id = Request.Id,
                Arguments = Request.Arguments,
                Pid = 2,
                Background = Background,
                Terminal = Request.Terminal is not null,
                StartedAt = StartedAt,
                DurationMs = 1,
                StdoutBytes = _outputs[0].Length,
                StderrBytes = _outputs[1].Length,
                StdoutKeptFrom = 0,
                StderrKeptFrom = 0,
                Exit = _exit,
            };
    }

    private void Write(bool stdout, byte[] data)
    {
        lock (_gate)
        {
            _outputs[stdout ? 0 : 1].Write(data);
            Announce();
        }
    }

    private async Task RunAsync()
    {
        var code = _program.ExitCode;
        try
        {
            Write(stdout: true, _program.Stdout);
            Write(stdout: Request.Terminal is not null, _program.Stderr);
            await _program.Wait(_kill);
            if (_program.Script is { } script)
                code = await script(Process, _kill);
        }
        catch (OperationCanceledException) when (_kill.IsCancellationRequested)
        {
            // Ended by a signal.
        }
        lock (_gate)
        {
            var signal = _kill.IsCancellationRequested ? _signal : _program.Signal;
            _exit = new()
            {
                ExitCode = _program.TimedOut ? -1 : signal is { } number ? 128 + number : code,
                Signal = signal,
                TimedOut = _program.TimedOut,
                DurationMs = 1,
                PeakMemory = 4096,
                CpuMs = 1,
                StdoutBytes = _outputs[0].Length,
                StderrBytes = _outputs[1].Length,
            };
            Announce();
        }
    }

    private void Announce()
    {
        _news.TrySetResult();
        _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
