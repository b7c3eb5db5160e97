using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Tools;
using Warren.Sandboxes;
using Warren.Tools.Artifacts;

namespace Warren.Tools.Runs;

/// <summary>Runs tools, and keeps what they did: their history and their artifacts, until these are deleted or their time is over.</summary>
public sealed partial class ToolRuns : IAsyncDisposable
{
    private readonly RunPlaces _places;
    private readonly ToolRunner _runner;
    private readonly ArtifactStore _artifacts;
    private readonly IToolRunStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<ToolRuns> _logger;
    private readonly RunQueue _queue;
    private readonly OwnerUsage _usage;
    private readonly OwnedTasks _background = new();
    private readonly ConcurrentDictionary<string, LiveRun> _live = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Takes what it works with.</summary>
    public ToolRuns(SandboxService sandboxes, IToolRunStore store, ArtifactStore artifacts, ToolRunOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        (_store, _artifacts, _time, _logger) = (store, artifacts, time, loggers.CreateLogger<ToolRuns>());
        _places = new(sandboxes, options, loggers.CreateLogger<RunPlaces>());
        _runner = new(new(store, artifacts), options, artifacts, time, _stopping.Token);
        _queue = new(options.MaxRunning, options.MaxQueued, time);
        _usage = new(artifacts.Options);
        Options = options;
    }

    /// <summary>How many runs there are at a time, and what each gets.</summary>
    public ToolRunOptions Options { get; }

    /// <summary>How many have their turn.</summary>
    public int Running => _queue.Running;

    /// <summary>How many wait for it.</summary>
    public int Queued => _queue.Queued;

    /// <summary>Runs a tool to its end. A caller that cancels ends it.</summary>
    /// <param name="call">What to run.</param>
    /// <param name="observe">Is told what happens, in order; it must not block. Null for nobody.</param>
    /// <param name="cancellationToken">Cancelled when the caller goes away.</param>
    /// <exception cref="WarrenException">
    /// InvalidRequest: the input is wrong. TooManyRequests: the line is full, or the owner has as many artifacts as may be.
    /// Conflict: the run was deleted. Anything else: it failed, as its record says.
    /// </exception>
    public async Task<ToolOutcome> ExecuteAsync(ToolCall call, Action<ToolEvent>? observe, CancellationToken cancellationToken)
    {
        var plan = Plan(call);
        _usage.Require(call.Owner);
        _queue.RequirePlace();
        var run = New(call, observe, cancellationToken);
        RunTurn? turn = null;
        try
        {
            using (SandboxTelemetry.Step("run.folder", null))
                run.Index = run.Folder.Create(call.Body.Span, plan.Files);
            turn = _queue.TryEnter();
            if (turn is null)
            {
                await SaveAsync(run, ToolRunState.Queued);
                turn = await _queue.EnterAsync($"{call.Owner}/{call.Input.SessionId}", run.Ending);
            }
            var place = await BeginAsync(run, call);
            return await InAsync(place, run, turn, () => _runner.RunAsync(run, place, plan, call));
        }
        catch (Exception failure)
        {
            turn?.Dispose();
            await EndBadlyAsync(run, failure);
            if (run.IsDeleted)
                throw new WarrenException(ErrorCode.Conflict, "The run was deleted while it ran.", failure);
            if (failure is IOException or UnauthorizedAccessException)
                throw new WarrenException(ErrorCode.EngineUnavailable, DiskReason, failure);
            throw;
        }
        finally
        {
            Leave(run);
        }
    }

    private static readonly TimeSpan RecordInterval = TimeSpan.FromSeconds(5);
    private const string DiskReason = "The artifacts of the run could not be written: their disk is full or fails.";

    // What the tool and what the sandboxes find wrong is said in one round.
    private ToolPlan Plan(ToolCall call)
    {
        Dictionary<string, string[]> errors = [];
        ToolPlan? plan = null;
        try
        {
            plan = call.Tool.Plan(call.Input);
        }
        catch (WarrenException failure) when (failure.Errors.Count > 0)
        {
            foreach (var (field, messages) in failure.Errors)
                errors[field] = messages;
        }
        try
        {
            _places.Check(call.Tool.Image, call.Input);
        }
        catch (WarrenException failure) when (failure.Errors.Count > 0 && errors.Count > 0)
        {
            foreach (var (field, messages) in failure.Errors)
                errors.TryAdd(field, messages);
        }
        return plan ?? throw new WarrenException(errors);
    }

    private LiveRun New(ToolCall call, Action<ToolEvent>? observe, CancellationToken caller)
    {
        var now = _time.GetUtcNow();
        var record = new ToolRunRecord(call.Owner, new()
        {
            Id = SandboxId.New(),
            Tool = call.Tool.Name,
            SessionId = call.Input.SessionId,
            State = ToolRunState.Queued,
            CreatedAt = now,
            ExpiresAt = now + _artifacts.Options.Retention,
        });
        var run = new LiveRun(record, _artifacts.Of(record.Run.Id), observe, caller);
        _live[run.Id] = run;
        return run;
    }

    // The place is made while the run is recorded: one that is of no run is removed by the next server.
    private async Task<IRunPlace> BeginAsync(LiveRun run, ToolCall call)
    {
        var recording = SaveAsync(run, ToolRunState.Running);
        var opening = OpenAsync(run, call);
        try
        {
            await recording;
        }
        catch
        {
            _background.Run(() => RemoveAsync(opening, run.Id));
            throw;
        }
        return await opening;
    }

    private async Task<IRunPlace> OpenAsync(LiveRun run, ToolCall call)
    {
        using var step = SandboxTelemetry.Step("run.place", null);
        return await _places.OpenAsync(run.Record, call, run.Ending);
    }

    private async Task RemoveAsync(Task<IRunPlace> opening, string runId)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
            await RemoveAsync(await opening, runId, turn: null);
    }

    // Carries a run out in its place. The place is removed, and the turn ends, behind the back of the caller, who has all of it.
    private async Task<ToolOutcome> InAsync(IRunPlace place, LiveRun run, RunTurn? turn, Func<Task<ToolOutcome>> carryOut)
    {
        try
        {
            var outcome = await carryOut();
            run.Record = outcome.Record;
            await SaveEndAsync(run);
            return outcome;
        }
        finally
        {
            // A server that stops leaves what is not over to the next one.
            if (_stopping.IsCancellationRequested && !run.Record.IsOver)
                turn?.Dispose();
            else
                _background.Run(() => RemoveAsync(place, run.Id, turn));
        }
    }

    private async Task RemoveAsync(IRunPlace place, string runId, RunTurn? turn)
    {
        using (turn)
        {
            try
            {
                using (SandboxTelemetry.Step("run.remove", null))
                    await place.DisposeAsync();
            }
            catch (WarrenException failure)
            {
                LogNotRemoved(failure, runId); // The sandbox is failed then, and tried again by the next server or at its lifetime's end.
            }
        }
    }

    private async Task SaveAsync(LiveRun run, ToolRunState state)
    {
        using var step = SandboxTelemetry.Step("run.record", null);
        run.Record = run.Record with { Run = run.Record.Run with { State = state } };
        await _store.SaveAsync(run.Record, CancellationToken.None);
        if (run.IsKnown)
            return;
        run.IsKnown = true;
        run.Tell(new ToolEvent.Queued(run.Id));
    }

    private async Task SaveEndAsync(LiveRun run)
    {
        using var step = SandboxTelemetry.Step("run.end", null);
        await _store.SaveAsync(run.Record, CancellationToken.None);
        run.IsEndRecorded = true;
        _usage.Add(run.Record, 1);
    }

    // Is done with a run, once its end is recorded.
    private void Leave(LiveRun run)
    {
        if (run is { IsKnown: true, IsEndRecorded: false, Record.IsOver: true })
        {
            _background.Run(() => RecordAsync(run));
            return;
        }
        _live.TryRemove(run.Id, out _);
        run.Dispose();
    }

    // A disk that is full now has room again some day. A server that stops before that leaves an unfinished run to the next one.
    private async Task RecordAsync(LiveRun run)
    {
        while (!run.IsEndRecorded && !run.IsDeleted && !_stopping.IsCancellationRequested)
        {
            await Task.WhenAny(run.Deleted, Task.Delay(RecordInterval, _time, _stopping.Token));
            try
            {
                if (!run.IsDeleted)
                    await SaveEndAsync(run);
            }
            catch (WarrenException unwritten)
            {
                LogNotRecorded(unwritten, run.Id);
            }
        }
        _live.TryRemove(run.Id, out _);
        run.Dispose();
    }

    // Records why a run did not come to its end, unless it is deleted, or the next server goes on with it.
    private async Task EndBadlyAsync(LiveRun run, Exception failure)
    {
        if (!run.IsKnown)
        {
            _artifacts.Delete(run.Id);
            return;
        }
        if (run.IsDeleted || run.Record.IsOver || _stopping.IsCancellationRequested)
            return;
        var isCancelled = failure is OperationCanceledException;
        if (!isCancelled && failure is not WarrenException)
            LogFailed(failure, run.Id);
        var reason = failure switch
        {
            OperationCanceledException => "Its caller went away before its end.",
            WarrenException known => known.Message,
            IOException or UnauthorizedAccessException => DiskReason,
            _ => "Warren failed at it; the server's log has the details.",
        };
        run.Record = Ended(run.Record, run.Folder, isCancelled ? ToolRunState.Cancelled : ToolRunState.Failed, reason);
        try
        {
            await SaveEndAsync(run);
        }
        catch (WarrenException unwritten)
        {
            LogNotRecorded(unwritten, run.Id);
        }
    }

    private ToolRunRecord Ended(ToolRunRecord record, RunFolder folder, ToolRunState state, string reason)
    {
        long stdout = folder.StreamLength(isError: false), stderr = folder.StreamLength(isError: true);
        var inputs = folder.TryReadIndex()?.Inputs ?? [];
        return record with
        {
            Run = record.Run with
            {
                State = state,
                Reason = reason,
                FinishedAt = _time.GetUtcNow(),
                Bytes = inputs.Sum(entry => entry.Length) + stdout + stderr,
                Files = inputs.Count,
            },
        };
    }

    [LoggerMessage(1210, LogLevel.Error, "Run {Run} of a tool failed.")]
    private partial void LogFailed(Exception failure, string run);

    [LoggerMessage(1211, LogLevel.Error, "The end of run {Run} of a tool could not be recorded yet.")]
    private partial void LogNotRecorded(Exception failure, string run);

    [LoggerMessage(1212, LogLevel.Warning, "The place of run {Run} of a tool could not be removed.")]
    private partial void LogNotRemoved(Exception failure, string run);

    [LoggerMessage(1213, LogLevel.Warning, "Artifacts whose time is over could not be deleted; it is tried again.")]
    private partial void LogNotSwept(Exception failure);
}
