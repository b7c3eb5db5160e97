using System.Runtime.CompilerServices;
using System.Text;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Guest.Protocol;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Execs;

/// <summary>Runs programs in sandboxes and follows them.</summary>
public sealed class SandboxExecs
{
    private readonly SandboxService _sandboxes;
    private readonly int _maxInlineOutput;

    internal SandboxExecs(SandboxService sandboxes, SandboxServiceOptions options) =>
        (_sandboxes, _maxInlineOutput) = (sandboxes, options.MaxInlineOutput);

    /// <summary>Runs a program to its end and returns its output. A caller that cancels kills it.</summary>
    public async Task<ExecResult> RunAsync(string sandboxId, ExecRequest request, string owner, CancellationToken cancellationToken)
    {
        using var stdout = new TrimmedOutput(_maxInlineOutput);
        using var stderr = new TrimmedOutput(_maxInlineOutput);
        var id = "";
        ExecExit? exit = null;
        await foreach (var happened in StreamAsync(sandboxId, request, owner, cancellationToken))
        {
            switch (happened)
            {
                case ExecEvent.Output output:
                    (output.Stream == "stdout" ? stdout : stderr).Append(output.Data.Span);
                    break;
                case ExecEvent.Dropped dropped:
                    (dropped.Stream == "stdout" ? stdout : stderr).Skip(dropped.Bytes);
                    break;
                case ExecEvent.Started started:
                    id = started.Id;
                    break;
                case ExecEvent.Exit end:
                    exit = end.Value;
                    break;
            }
        }
        var (outText, errText) = (stdout.Read(), stderr.Read());
        return new ExecResult
        {
            Id = id,
            ExitCode = exit!.ExitCode,
            Signal = exit.Signal,
            Stdout = outText.Text,
            Stderr = errText.Text,
            StdoutBase64 = outText.Exact,
            StderrBase64 = errText.Exact,
            StdoutTrimmed = stdout.IsTrimmed,
            StderrTrimmed = stderr.IsTrimmed,
            DurationMs = exit.DurationMs,
            PeakMemory = exit.PeakMemory,
            TimedOut = exit.TimedOut,
            OomKilled = exit.OomKilled,
        };
    }

    /// <summary>Runs a program and yields what it writes as it writes it. A caller that stops early kills it.</summary>
    public async IAsyncEnumerable<ExecEvent> StreamAsync(string sandboxId, ExecRequest request, string owner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (sandbox, guest, start) = Prepare(sandboxId, request, owner);
        var killsBefore = OomKills(sandbox);
        var ended = false;
        try
        {
            await using var exec = await guest.RunAsync(start, cancellationToken);
            await foreach (var happened in ReadAsync(sandbox, exec, killsBefore, cancellationToken))
            {
                ended |= happened is ExecEvent.Exit;
                yield return happened;
            }
        }
        finally
        {
            // Also when it is not known whether the start came through: a program that nobody hears must not run on.
            if (!ended)
                await TryForgetAsync(sandbox, start.Id);
        }
    }

    /// <summary>Starts a program and returns while it runs.</summary>
    public async Task<ExecStatus> StartAsync(string sandboxId, ExecRequest request, string owner, CancellationToken cancellationToken)
    {
        var (_, guest, start) = Prepare(sandboxId, request, owner);
        return ToStatus(await guest.StartAsync(start, cancellationToken));
    }

    /// <summary>The execs that run, and those that ended and are still remembered.</summary>
    public async Task<IReadOnlyList<ExecStatus>> ListAsync(string sandboxId, string owner, CancellationToken cancellationToken) =>
        [.. (await _sandboxes.Find(sandboxId, owner).Guest.ListAsync(cancellationToken)).Select(ToStatus)];

    /// <summary>One exec.</summary>
    public async Task<ExecStatus> GetAsync(string sandboxId, string execId, string owner, CancellationToken cancellationToken) =>
        ToStatus(await _sandboxes.Find(sandboxId, owner).Guest.GetAsync(execId, cancellationToken));

    /// <summary>
    /// Follows a running or ended exec from given offsets of its output. What is no longer kept is reported as dropped.
    /// A caller that stops early leaves it running.
    /// </summary>
    public async IAsyncEnumerable<ExecEvent> AttachAsync(string sandboxId, string execId, long stdoutOffset, long stderrOffset, string owner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sandbox = _sandboxes.Find(sandboxId, owner);
        var killsBefore = OomKills(sandbox);
        await using var exec = await sandbox.Guest.AttachAsync(execId, stdoutOffset, stderrOffset, cancellationToken);
        await foreach (var happened in ReadAsync(sandbox, exec, killsBefore, cancellationToken))
            yield return happened;
    }

    /// <summary>Writes to an exec's standard input, and ends it where told to.</summary>
    public Task WriteStdinAsync(string sandboxId, string execId, ReadOnlyMemory<byte> data, bool end, string owner, CancellationToken cancellationToken) =>
        _sandboxes.Find(sandboxId, owner).Guest.WriteStdinAsync(execId, data, end, cancellationToken);

    /// <summary>Sends a signal, such as <c>SIGTERM</c>, to everything that an exec started.</summary>
    public Task SignalAsync(string sandboxId, string execId, string signal, string owner, CancellationToken cancellationToken) =>
        _sandboxes.Find(sandboxId, owner).Guest.SignalAsync(execId, SignalNames.Parse(signal), cancellationToken);

    /// <summary>Kills everything that an exec started and forgets its output.</summary>
    public Task DeleteAsync(string sandboxId, string execId, string owner, CancellationToken cancellationToken) =>
        _sandboxes.Find(sandboxId, owner).Guest.ForgetAsync(execId, cancellationToken);

    private (Sandbox Sandbox, GuestClient Guest, GuestExecRequest Start) Prepare(string sandboxId, ExecRequest request, string owner)
    {
        SpecValidator.Check(request);
        var sandbox = _sandboxes.Find(sandboxId, owner);
        var environment = sandbox.Environment;
        if (request.Env is { Count: > 0 } given)
        {
            var merged = new Dictionary<string, string>(environment);
            foreach (var (name, value) in given)
                merged[name] = value;
            environment = merged;
        }
        return (sandbox, sandbox.Guest, new GuestExecRequest
        {
            Id = SandboxId.New(),
            Arguments = request.Command.Arguments,
            Env = environment,
            Workdir = request.Workdir ?? sandbox.Snapshot.Spec.Workdir,
            User = request.User ?? sandbox.Snapshot.Spec.User,
            TimeoutSeconds = request.TimeoutSeconds,
            HasStdin = request.Stdin is not null,
            OpenStdin = request.Stdin is null && (request.Background || request.KeepStdin),
            Stdin = request.Stdin is null ? default : Encoding.UTF8.GetBytes(request.Stdin),
        });
    }

    private static async IAsyncEnumerable<ExecEvent> ReadAsync(Sandbox sandbox, GuestExec exec, long killsBefore, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var frame in exec.ReadAsync(cancellationToken))
            yield return frame switch
            {
                GuestFrame.Started => new ExecEvent.Started(exec.Id),
                GuestFrame.Output output => new ExecEvent.Output(Name(output.Stream), output.Offset, output.Data),
                GuestFrame.Dropped dropped => new ExecEvent.Dropped(Name(dropped.Stream), dropped.Count),
                GuestFrame.Exit exit => new ExecEvent.Exit(ToExit(sandbox, exit.Result, killsBefore)),
                _ => throw new InvalidOperationException($"The guest client yielded a {frame.GetType().Name}, which is not known here."),
            };
    }

    private static ExecExit ToExit(Sandbox sandbox, GuestExit exit, long killsBefore)
    {
        // The kernel counts per sandbox, not per process: it is this exec's where it died as such a kill makes a process die.
        var killed = !exit.TimedOut && (exit.Signal == SignalNames.Kill || exit.ExitCode == 128 + SignalNames.Kill);
        return new()
        {
            ExitCode = exit.ExitCode,
            Signal = exit.Signal is { } signal ? SignalNames.Format(signal) : null,
            TimedOut = exit.TimedOut,
            OomKilled = killed && OomKills(sandbox) > killsBefore,
            DurationMs = exit.DurationMs,
            PeakMemory = exit.PeakMemory,
            StdoutBytes = exit.StdoutBytes,
            StderrBytes = exit.StderrBytes,
        };
    }

    private static string Name(GuestOutput stream) => stream == GuestOutput.Stdout ? "stdout" : "stderr";

    private static long OomKills(Sandbox sandbox) => sandbox.Driver is IStatisticsDriver driver ? driver.CountOomKills(sandbox.Id) : 0;

    private static async Task TryForgetAsync(Sandbox sandbox, string execId)
    {
        try
        {
            await sandbox.Guest.ForgetAsync(execId, CancellationToken.None);
        }
        catch (WarrenException gone) when (gone.Code is ErrorCode.NotFound or ErrorCode.InvalidState or ErrorCode.SandboxFailed)
        {
            // It was never started, or has ended with its sandbox.
        }
    }

    private static ExecStatus ToStatus(GuestExecStatus status) => new()
    {
        Id = status.Id,
        Command = new SandboxCommand(status.Arguments),
        Running = status.Exit is null,
        ExitCode = status.Exit?.ExitCode,
        Signal = status.Exit?.Signal is { } signal ? SignalNames.Format(signal) : null,
        TimedOut = status.Exit?.TimedOut ?? false,
        StdoutBytes = status.StdoutBytes,
        StderrBytes = status.StderrBytes,
        StartedAt = status.StartedAt,
        DurationMs = status.DurationMs,
    };
}
