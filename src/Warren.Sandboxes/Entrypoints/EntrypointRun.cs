using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Guest.Protocol;
using Warren.Sandboxes.Execs;

namespace Warren.Sandboxes.Entrypoints;

/// <summary>The entrypoint of one sandbox from one start of it to its end.</summary>
internal sealed partial class EntrypointRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _cancelled = new();
    private readonly Sandbox _sandbox;
    private readonly SandboxEntrypoint _entrypoint;
    private readonly EntrypointServices _services;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile TaskCompletionSource _runs = Completed();
    private long? _startedAt;
    private int _isDisposed;

    public EntrypointRun(Sandbox sandbox, SandboxEntrypoint entrypoint, DateTimeOffset start, Task after, EntrypointServices services)
    {
        (_sandbox, _entrypoint, Start, _services, _time, _logger) = (sandbox, entrypoint, start, services, services.Time, services.Logger);
        Completion = Task.Run(() => RunAsync(after, _cancelled.Token));
    }

    /// <summary>The start of the sandbox that it belongs to.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>Completes when nothing more is done for it. Never fails.</summary>
    public Task Completion { get; }

    /// <summary>Does nothing more for it; may be repeated.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _cancelled.Cancel();
        _cancelled.Dispose();
    }

    /// <summary>Starts nothing while the sandbox is paused.</summary>
    public void Hold()
    {
        if (_runs.Task.IsCompleted)
            _runs = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The sandbox runs on.</summary>
    public void GoOn() => _runs.TrySetResult();

    private async Task RunAsync(Task after, CancellationToken cancellationToken)
    {
        await after;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (!await StepAsync(_sandbox.Snapshot.Entrypoint, cancellationToken))
                    return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // The guest cannot be reached, or the record not be written. What is to be done is found in the record anew.
                LogNotKept(failure, _sandbox.Id);
                await Task.Delay(Patience, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // Does what the record says is next; false where nothing is.
    private async Task<bool> StepAsync(EntrypointStatus? status, CancellationToken cancellationToken)
    {
        if (status is null)
            await StartAsync(status, cancellationToken);
        else if (status.Running)
            await FollowAsync(status, cancellationToken);
        else if (status.NextStartAt is { } at)
        {
            if (at - _time.GetUtcNow() is { Ticks: > 0 } pause)
                await Task.Delay(pause, _time, cancellationToken);
            await StartAsync(status, cancellationToken);
        }
        else
            return false;
        return true;
    }

    private async Task StartAsync(EntrypointStatus? before, CancellationToken cancellationToken)
    {
        await _runs.Task.WaitAsync(cancellationToken);
        var id = EntrypointPolicy.ExecId(_sandbox.Id, Start, EntrypointPolicy.Number(before));
        try
        {
            await _services.Execs.StartAsync(_sandbox, Request(id), cancellationToken);
        }
        catch (WarrenException failure) when (failure.Code is not (ErrorCode.SandboxFailed or ErrorCode.InvalidState or ErrorCode.DeadlineExceeded or ErrorCode.EngineUnavailable))
        {
            var now = _time.GetUtcNow();
            var end = new EntrypointEnd(null, null, $"It could not be started: {failure.Message}", TimeSpan.Zero);
            await RecordAsync(EntrypointPolicy.Ended(EntrypointPolicy.Started(before, id, now) with { ExecId = before?.ExecId }, end, _entrypoint, now), cancellationToken);
            return;
        }
        _startedAt = _time.GetTimestamp();
        await RecordAsync(EntrypointPolicy.Started(before, id, _time.GetUtcNow()), cancellationToken);
    }

    private async Task FollowAsync(EntrypointStatus status, CancellationToken cancellationToken)
    {
        var end = await _services.Execs.WaitAsync(_sandbox, status.ExecId!, cancellationToken);
        // Of one that this server started it knows how long it ran; of another one the guest does.
        if (_startedAt is { } started)
            end = end with { Ran = _time.GetElapsedTime(started) };
        await RecordAsync(EntrypointPolicy.Ended(status, end, _entrypoint, _time.GetUtcNow()), cancellationToken);
    }

    private async Task RecordAsync(EntrypointStatus status, CancellationToken cancellationToken)
    {
        using (await _sandbox.TakeTurnAsync(cancellationToken))
        {
            // Whoever had the turn before may have stopped it, or started it anew.
            cancellationToken.ThrowIfCancellationRequested();
            await _sandbox.ChangeAsync(record => record with { Snapshot = record.Snapshot with { Entrypoint = status } }, cancellationToken);
        }
        _services.Feed.Post(_sandbox.Owner, _sandbox.Id, status.Running ? "entrypoint.started" : "entrypoint.ended", null);
    }

    private GuestExecRequest Request(string id) => ExecStarter.ToGuest(_sandbox, EntrypointRules.Request(_entrypoint)) with { Id = id, OpenStdin = false };

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        completed.SetResult();
        return completed;
    }

    [LoggerMessage(1111, LogLevel.Warning, "The entrypoint of sandbox {Sandbox} could not be seen to; it is tried again.")]
    private partial void LogNotKept(Exception failure, string sandbox);
}
