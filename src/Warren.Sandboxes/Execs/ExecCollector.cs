using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Guest.Protocol;
using Warren.Sandboxes.Drivers;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Execs;

/// <summary>
/// Takes what execs write from their guests and keeps it, one task for each exec, whoever reads it and whether anybody
/// does.
/// </summary>
internal sealed partial class ExecCollector : IAsyncDisposable
{
    private readonly ConcurrentDictionary<KeptExec, Task> _collecting = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ExecKeeper _keeper;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public ExecCollector(ExecKeeper keeper, TimeProvider time, ILogger logger)
    {
        (_keeper, _time, _logger) = (keeper, time, logger);
        Stopping = _stopping.Token;
    }

    /// <summary>Cancelled when this process ends; execs run on.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Times the kernel has killed in a sandbox for memory.</summary>
    public static long OomKills(Sandbox sandbox) => sandbox.Driver is IStatisticsDriver driver ? driver.CountOomKills(sandbox.Id) : 0;

    /// <summary>Collects from a stream that was opened already.</summary>
    /// <param name="exec">The exec, which the caller has claimed.</param>
    /// <param name="stream">Its stream, from the ends of what is kept; disposed here.</param>
    /// <param name="capture">Gets everything too.</param>
    /// <returns>Completes when it ended, or can be followed no more. Never fails.</returns>
    public Task CollectAsync(CollectedExec exec, GuestExec stream, ExecCapture? capture = null) =>
        Track(exec.Exec, RunAsync(exec, () => Task.FromResult(stream), capture));

    /// <summary>Attaches at the end of what is kept, and collects.</summary>
    public Task CollectAsync(CollectedExec exec, GuestClient guest) => Track(exec.Exec, RunAsync(
        exec, () => guest.AttachAsync(exec.Exec.Id, exec.Exec.Stdout.End, exec.Exec.Stderr.End, Stopping), capture: null));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_collecting.Values);
        _stopping.Dispose();
    }

    private Task Track(KeptExec exec, Task collecting)
    {
        if (!collecting.IsCompleted)
        {
            _collecting[exec] = collecting;
            if (collecting.IsCompleted)
                _collecting.TryRemove(exec, out _);
        }
        return collecting;
    }

    private async Task RunAsync(CollectedExec exec, Func<Task<GuestExec>> open, ExecCapture? capture)
    {
        SandboxTelemetry.FollowExecs(1);
        try
        {
            await using var stream = await open();
            var isAlone = false;
            await foreach (var frame in stream.ReadAsync(Stopping))
            {
                await TakeAsync(exec, frame, capture);
                // Who started a program that writes much goes on with other things; one that is quick gets its end at once.
                if (!isAlone && (isAlone = capture is null || exec.Exec.Stdout.End + exec.Exec.Stderr.End > GuestProtocol.MaxChunk))
                    await Task.Yield();
            }
        }
        catch (Exception) when (Stopping.IsCancellationRequested)
        {
            // It is left to the next server.
        }
        catch (Exception failure)
        {
            GiveUp(exec, failure);
        }
        finally
        {
            _collecting.TryRemove(exec.Exec, out _);
            SandboxTelemetry.FollowExecs(-1);
        }
    }

    private ValueTask TakeAsync(CollectedExec exec, GuestFrame frame, ExecCapture? capture)
    {
        switch (frame)
        {
            case GuestFrame.Output output:
                SandboxTelemetry.Wrote(output.Stream == GuestOutput.Stdout ? "stdout" : "stderr", output.Data.Length);
                capture?.Append(output.Stream, output.Data.Span);
                Append(exec, output);
                return exec.Exec.HoldBackAsync(_time, Stopping);
            case GuestFrame.Dropped dropped:
                capture?.Skip(dropped.Stream, dropped.Count);
                exec.Output.Skip(exec.Exec, dropped.Stream, dropped.Count);
                break;
            case GuestFrame.Exit exit:
                End(exec, new(_time.GetUtcNow(), ToExit(exit.Result, () => OomKills(exec.Sandbox) > exec.Exec.Record.OomKillsBefore), null));
                break;
        }
        return ValueTask.CompletedTask;
    }

    // Output that a full disk does not take must not end the program, nor keep its live readers from the rest.
    private void Append(CollectedExec exec, GuestFrame.Output output)
    {
        try
        {
            exec.Output.Append(exec.Exec, output.Stream, output.Data);
        }
        catch (IOException failure)
        {
            LogNotKept(failure, exec.Exec.Id, exec.Sandbox.Id);
        }
    }

    private void GiveUp(CollectedExec exec, Exception failure)
    {
        if (failure is not (WarrenException or ObjectDisposedException or OperationCanceledException))
            LogFailed(failure, exec.Exec.Id, exec.Sandbox.Id);
        var reason = exec.Sandbox.Snapshot switch
        {
            { State: SandboxState.Paused } => null,
            { State: SandboxState.Stopping or SandboxState.Stopped } => "The sandbox was stopped while the exec ran.",
            { State: SandboxState.Failed, Reason: { } why } => $"The sandbox failed while the exec ran: {why}",
            _ when failure is WarrenException { Code: ErrorCode.Conflict } => null,
            _ => failure is WarrenException ? failure.Message : "The sandbox ended while the exec ran.",
        };
        if (reason is null)
            exec.Exec.Unclaim(); // It goes on, and is taken up when the sandbox is connected to again.
        else
            End(exec, new(_time.GetUtcNow(), null, reason));
    }

    private void End(CollectedExec exec, ExecEnd end)
    {
        using var step = SandboxTelemetry.Step("exec.end", exec.Sandbox.Id);
        if (!exec.Output.TryEnd(exec.Exec, end))
            return;
        SandboxTelemetry.ExecEnded(end.Exit);
        _keeper.Keep(exec);
    }

    /// <summary>How an exec ended.</summary>
    /// <param name="exit">What the guest says.</param>
    /// <param name="wasShort">Tells whether the kernel has killed for memory since its start.</param>
    public static ExecExit ToExit(GuestExit exit, Func<bool> wasShort)
    {
        // The kernel counts per sandbox, not per process: it is this exec's where it died as such a kill makes a process die.
        var killed = !exit.TimedOut && (exit.Signal == SignalNames.Kill || exit.ExitCode == 128 + SignalNames.Kill);
        return new()
        {
            ExitCode = exit.ExitCode,
            Signal = exit.Signal is { } signal ? SignalNames.Format(signal) : null,
            TimedOut = exit.TimedOut,
            OomKilled = killed && wasShort(),
            DurationMs = exit.DurationMs,
            PeakMemory = exit.PeakMemory,
            StdoutBytes = exit.StdoutBytes,
            StderrBytes = exit.StderrBytes,
        };
    }

    [LoggerMessage(1021, LogLevel.Error, "Output of exec {Exec} of sandbox {Sandbox} could not be kept.")]
    private partial void LogNotKept(Exception failure, string exec, string sandbox);

    [LoggerMessage(1022, LogLevel.Error, "Exec {Exec} of sandbox {Sandbox} could not be followed.")]
    private partial void LogFailed(Exception failure, string exec, string sandbox);
}
