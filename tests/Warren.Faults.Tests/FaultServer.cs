using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Warren.Api;
using Warren.Api.Local;
using Warren.Client;
using Warren.TestKit;

namespace Warren.Faults.Tests;

/// <summary>The published server on a state disk of its own, which is started again whenever it ends.</summary>
internal sealed partial class FaultServer : IAsyncDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10), StartLimit = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource _stopping = new();
    private readonly StateDisk _disk;
    private readonly string _socket;
    private TaskCompletionSource<WarrenClient> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;
    private Task _keeping = Task.CompletedTask;
    private Tuple<TaskCompletionSource, TaskCompletionSource>? _hold;
    private volatile int _maxIdle;
    private readonly Lock _writing = new();
    private int _starts;
    private int _isDisposed;

    /// <summary>Makes it; nothing runs yet.</summary>
    public FaultServer(StateDisk disk, string socket) => (_disk, _socket) = (disk, socket);

    /// <summary>The published program.</summary>
    public static string Program => Path.Combine(Repository.Root, "artifacts/app/current/server/Warren.Server");

    /// <summary>What tells its sandboxes from those of others on the host.</summary>
    public string InstallationId => File.ReadAllText(Path.Combine(_disk.Path, "installation")).Trim();

    /// <summary>How often it was started.</summary>
    public int Starts => Volatile.Read(ref _starts);

    /// <summary>Where it logs.</summary>
    public string LogFile => Path.Combine(_disk.Beside, "server.log");

    /// <summary>Starts it, and goes on doing so.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _keeping = Task.Run(KeepAsync, CancellationToken.None);
        await ClientAsync(cancellationToken);
    }

    /// <summary>A client of the server, which is waited for while it is away.</summary>
    public async Task<WarrenClient> ClientAsync(CancellationToken cancellationToken)
    {
        var ready = Volatile.Read(ref _ready).Task;
        await Task.WhenAny(ready, _keeping).WaitAsync(cancellationToken);
        return ready.IsCompleted ? await ready : throw new InvalidOperationException($"The server does not start any more: {_keeping.Exception?.InnerException?.Message}");
    }

    /// <summary>Kills it, as a crash does.</summary>
    public void Kill()
    {
        Away();
        if (_process is { HasExited: false } running)
            running.Kill();
    }

    /// <summary>
    /// Ends it as an operator does, with time for something while it is down; then it is started with as many sandboxes
    /// made ahead as are asked for.
    /// </summary>
    public async Task RestartAsync(Func<Task> whileDown, int maxIdle, CancellationToken cancellationToken)
    {
        await ClientAsync(cancellationToken);
        var (down, up) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        Volatile.Write(ref _hold, new(down, up));
        try
        {
            Stop();
            await Task.WhenAny(down.Task, _keeping).WaitAsync(cancellationToken);
            await whileDown();
        }
        finally
        {
            _maxIdle = maxIdle;
            up.SetResult();
        }
    }

    /// <summary>Asks it to end.</summary>
    public void Stop()
    {
        Away();
        if (_process is { HasExited: false } running)
            _ = Kill(running.Id, SigTerm);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        await _stopping.CancelAsync();
        if (_process is { HasExited: false } running)
            _ = Kill(running.Id, SigTerm);
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    // Whoever asks from now on waits for the next one.
    private void Away()
    {
        if (Volatile.Read(ref _ready).Task.IsCompleted)
            Volatile.Write(ref _ready, new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    private async Task KeepAsync()
    {
        try
        {
            await KeepUpAsync();
        }
        finally
        {
            // Whoever strikes it now strikes nothing, and hears why from who waits for it.
            _process = null;
        }
    }

    private async Task KeepUpAsync()
    {
        await using var log = new StreamWriter(File.Open(LogFile, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
        var failed = Stopwatch.StartNew();
        while (!_stopping.IsCancellationRequested)
        {
            // The one before is disposed only now: others may just be asking whether it runs.
            _process?.Dispose();
            var process = _process = Process.Start(Command())!;
            Interlocked.Increment(ref _starts);
            var copying = Task.WhenAll(CopyAsync(process.StandardOutput, log), CopyAsync(process.StandardError, log));
            var isReady = await WaitAsync(process);
            if (isReady)
            {
                Volatile.Read(ref _ready).TrySetResult(await ConnectAsync());
                await process.WaitForExitAsync(CancellationToken.None);
                failed.Restart();
            }
            Away();
            await copying;
            if (isReady && Interlocked.Exchange(ref _hold, null) is { } hold)
            {
                hold.Item1.SetResult();
                await hold.Item2.Task.WaitAsync(_stopping.Token);
            }
            // On a full disk it need not start; once there is room it has to.
            if (!isReady && failed.Elapsed > StartLimit)
                throw new InvalidOperationException($"It ended with code {process.ExitCode} at each start for {StartLimit.TotalSeconds} s; see {LogFile}.");
        }
    }

    private async Task<bool> WaitAsync(Process process)
    {
        var waited = Stopwatch.StartNew();
        while (!process.HasExited)
        {
            if (Find()?.Pid == process.Id)
                return true;
            if (waited.Elapsed > StartLimit)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
                throw new InvalidOperationException($"It was not ready {StartLimit.TotalSeconds} s after its start; see {LogFile}.");
            }
            await Task.Delay(Poll, TimeProvider.System, CancellationToken.None);
        }
        await process.WaitForExitAsync(CancellationToken.None);
        return false;
    }

    private ServerInfo? Find()
    {
        try
        {
            return ServerInfo.Find(StateFolder.Open(_disk.Path));
        }
        catch (System.Text.Json.JsonException)
        {
            return null; // It is being written.
        }
    }

    private async Task<WarrenClient> ConnectAsync() => new(
        new(Find()?.Url ?? "http://127.0.0.1:1"),
        (await File.ReadAllTextAsync(Path.Combine(_disk.Path, "token"))).Trim(),
        () => Find() is { } found ? new(found.Url) : null)
    {
        Reconnects = new() { LongestWait = TimeSpan.FromMilliseconds(100) },
    };

    private ProcessStartInfo Command()
    {
        var start = new ProcessStartInfo(Program, ["--state-dir", _disk.Path, "--port", "0", "--log-level", "warn"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_STARTUP_HOOKS"] = Path.Combine(AppContext.BaseDirectory, "Warren.Faults.Hook.dll");
        start.Environment["WARREN_FAULT_SOCKET"] = _socket;
        start.Environment["WARREN_MAX_IDLE"] = _maxIdle.ToString(CultureInfo.InvariantCulture);
        return start;
    }

    private async Task CopyAsync(StreamReader from, StreamWriter log)
    {
        while (await from.ReadLineAsync() is { } line)
            lock (_writing)
                log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Starts} {line}"));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
