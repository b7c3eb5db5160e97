using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Sandboxes;
using Warren.Sessions.Agents;
using Warren.Sessions.Messages;

namespace Warren.Sessions.Lifecycle;

/// <summary>
/// Takes sessions from state to state. The caller has the session's turn. Nothing here is undone by a caller who no longer
/// waits: what was begun is brought to its end, or to <c>ERROR</c> with the reason.
/// </summary>
internal sealed partial class SessionLifecycle(
    SessionSandboxes sandboxes, SandboxService service, SessionSetup setup, AgentRuns runs, ILogger<SessionLifecycle> logger)
{
    /// <summary>
    /// Makes a session that is <c>INIT</c>; it is <c>READY</c> then, or <c>ERROR</c> with the reason. Where neither can be recorded it
    /// stays as it is, and is tried again.
    /// </summary>
    public async Task MakeAsync(SessionTurn turn)
    {
        try
        {
            // What an earlier attempt left that was cut off.
            if (turn.Session.SandboxId is not null)
                await turn.SaveAsync(record => SessionSandboxes.WithoutSandbox(record, SessionState.Init, null));
            await sandboxes.MakeContentsAsync(turn);
            await sandboxes.StartAsync(turn);
            await setup.RunAsync(turn);
            await turn.SaveAsync(SessionState.Ready, null);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            await TryFailAsync(turn, Reason(failure, "It could not be made"), failure);
            return;
        }
        await runs.DeliverAsync(turn);
    }

    /// <summary>Sees that a session has a running sandbox, and delivers what waits for it.</summary>
    /// <exception cref="WarrenException">InvalidState: it cannot have one; the session is <c>ERROR</c>.</exception>
    public async Task WakeAsync(SessionTurn turn)
    {
        await CheckAsync(turn);
        if (turn.Session.State is SessionState.Ready or SessionState.Busy)
            return;
        if (turn.Session.State != SessionState.Idle)
            throw NotReady(turn.Session);
        await BringUpAsync(turn);
    }

    /// <summary>Brings back a session that is <c>ERROR</c>, without its set-up.</summary>
    /// <exception cref="WarrenException">InvalidState: it is <c>ERROR</c> again.</exception>
    public async Task RecoverAsync(SessionTurn turn)
    {
        await sandboxes.TryDropAsync(turn);
        await sandboxes.MakeContentsAsync(turn);
        await BringUpAsync(turn);
    }

    /// <summary>Freezes a session with its memory.</summary>
    public async Task PauseAsync(SessionTurn turn)
    {
        await CheckAsync(turn);
        if (turn.Session.State == SessionState.Idle)
            return;
        SessionStates.Check(turn.Session, SessionState.Idle);
        await sandboxes.PauseAsync(turn);
        await turn.SaveAsync(record => record with { IsPaused = true, Session = record.Session with { State = SessionState.Idle, Reason = null } });
    }

    /// <summary>Removes the sandbox of a session, and keeps its volume.</summary>
    public async Task SuspendAsync(SessionTurn turn)
    {
        await CheckAsync(turn);
        if (turn.Session.State != SessionState.Idle)
            SessionStates.Check(turn.Session, SessionState.Idle);
        else if (turn.Session.SandboxId is null)
            return;
        AgentRuns.Stop(turn.Entry);
        var runsNow = !turn.Record.IsPaused;
        await turn.SaveAsync(record => SessionSandboxes.WithoutSandbox(record, SessionState.Idle, null));
        await sandboxes.TryDropAsync(turn, gently: runsNow);
    }

    /// <summary>
    /// As <see cref="SuspendAsync"/>, where nothing has been done in it and with it for its time-out. Activity at the moment
    /// that the time-out is over keeps it ready.
    /// </summary>
    public async Task SuspendIdleAsync(SessionTurn turn)
    {
        var idle = TimeSpan.FromSeconds(turn.Session.IdleTimeoutSeconds);
        if (turn.Session is not { State: SessionState.Ready, SandboxId: { } sandbox } || turn.Entry.LastActivity + idle > turn.Now)
            return;
        var isRemoved = await service.Volumes.TryRemoveIdleAsync(sandbox, idle, async () =>
        {
            LogIdle(turn.Session.Id, turn.Session.IdleTimeoutSeconds);
            AgentRuns.Stop(turn.Entry);
            await turn.SaveAsync(record => SessionSandboxes.WithoutSandbox(record, SessionState.Idle, $"It was idle for {record.Session.IdleTimeoutSeconds} s."));
        }, turn.Owner);
        if (isRemoved)
            await sandboxes.TryDropAsync(turn);
    }

    /// <summary>Removes a session for good, and what it has. What cannot be removed now is tried again.</summary>
    public async Task DeleteAsync(SessionTurn turn, bool keepsVolume)
    {
        AgentRuns.Stop(turn.Entry);
        await turn.SaveAsync(record =>
        {
            var next = SessionSandboxes.WithoutSandbox(record, record.Session.State, record.Session.Reason);
            return next with { IsRemoving = true, KeepsVolume = keepsVolume, Session = next.Session with { EndedAt = turn.Now, PublishedAt = null } };
        });
        await TryRemoveAsync(turn);
    }

    /// <summary>Removes what a deleted session has; a failure is logged, and tried again.</summary>
    /// <returns>Whether nothing is left.</returns>
    public async Task<bool> TryRemoveAsync(SessionTurn turn)
    {
        try
        {
            await sandboxes.RemoveAsync(turn);
            return true;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            LogNotRemoved(failure, turn.Session.Id);
            return false;
        }
    }

    /// <summary>Delivers what waits for a session, where its sandbox runs.</summary>
    public Task DeliverAsync(SessionTurn turn) => runs.DeliverAsync(turn);

    /// <summary>Tries once more what could not be done of the removal of a sandbox.</summary>
    public Task TidyAsync(SessionTurn turn) => turn.Record.Dropping is null ? Task.CompletedTask : sandboxes.TryDropAsync(turn);

    /// <summary>Makes a session <c>ERROR</c>, without a sandbox.</summary>
    public async Task FailAsync(SessionTurn turn, string reason, Exception? failure = null)
    {
        LogFailed(failure, turn.Session.Id, reason);
        AgentRuns.Stop(turn.Entry);
        var unanswered = turn.Record.Runs.Values.Where(run => run.Awaiting.Count > 0)
            .Select(run => SystemMessages.Ended(turn.Session.Id, run.Name, turn.Now)).ToList();
        await turn.SaveAsync(record => SessionSandboxes.WithoutSandbox(record, SessionState.Error, reason), new() { Messages = unanswered });
        await sandboxes.TryDropAsync(turn);
    }

    /// <summary>Sees whether a session's sandbox is as its state says, and records what is so where not.</summary>
    public async Task CheckAsync(SessionTurn turn)
    {
        if (turn.Session is not { SandboxId: not null, State: SessionState.Ready or SessionState.Busy or SessionState.Idle } session)
            return;
        switch (sandboxes.Find(session))
        {
            case { State: SandboxState.Running }:
                if (session.State == SessionState.Idle)
                    await turn.SaveAsync(record => record with { IsPaused = false, Session = record.Session with { State = SessionState.Ready, Reason = null } });
                await runs.FollowAsync(turn);
                break;
            case { State: SandboxState.Paused } when session.State == SessionState.Idle:
                break;
            case { State: SandboxState.Paused } when session.State == SessionState.Busy:
                if (!await sandboxes.TryResumeAsync(turn))
                    await FailAsync(turn, "Its sandbox was paused while an agent worked in it, and could not be resumed.");
                break;
            case { State: SandboxState.Paused } when session.State == SessionState.Ready:
                await turn.SaveAsync(record => record with { IsPaused = true, Session = record.Session with { State = SessionState.Idle, Reason = "Its sandbox was paused." } });
                break;
            case { State: SandboxState.Stopped or SandboxState.Stopping } stopped when session.State != SessionState.Busy:
                AgentRuns.Stop(turn.Entry);
                await turn.SaveAsync(record => SessionSandboxes.WithoutSandbox(record, SessionState.Idle, $"Its sandbox was stopped. {stopped.Reason}".Trim()));
                await sandboxes.TryDropAsync(turn);
                break;
            case { State: SandboxState.Starting or SandboxState.Pending }:
                break; // Somebody starts it just now.
            case { } ended:
                await FailAsync(turn, $"Its sandbox {(ended.State == SandboxState.Failed ? "has failed" : "was stopped or removed")}. {ended.Reason}".Trim());
                break;
            default:
                await FailAsync(turn, "Its sandbox is gone: it was deleted.");
                break;
        }
    }

    /// <summary>What a caller is told whose session cannot be used now.</summary>
    public static WarrenException NotReady(Session session) => new(ErrorCode.InvalidState, session.State == SessionState.Error
        ? $"Session {session.Name} is ERROR: {session.Reason} Ask for the state READY to try again with what is on its volume, or INIT with its set-up too."
        : $"Session {session.Name} is {SessionStates.Name(session.State)}; try again when it is READY.");

    private async Task TryFailAsync(SessionTurn turn, string reason, Exception failure)
    {
        try
        {
            await FailAsync(turn, reason, failure);
        }
        catch (WarrenException unwritten)
        {
            LogNotRecorded(unwritten, turn.Session.Id);
        }
    }

    // Only the messages of our own failures are fit to be seen by callers.
    private static string Reason(Exception failure, string what) =>
        failure is WarrenException ? $"{what}: {failure.Message}" : $"{what}; the server's log says why.";

    private async Task BringUpAsync(SessionTurn turn)
    {
        try
        {
            if (!turn.Record.IsPaused || !await sandboxes.TryResumeAsync(turn))
            {
                if (turn.Session.SandboxId is not null)
                    await turn.SaveAsync(record => SessionSandboxes.WithoutSandbox(record, record.Session.State, null));
                await sandboxes.StartAsync(turn);
            }
            turn.Touch();
            await turn.SaveAsync(record => record with { IsPaused = false, Session = record.Session with { State = SessionState.Ready, Reason = null } });
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            await FailAsync(turn, Reason(failure, "It could not be woken"), failure);
            throw NotReady(turn.Session);
        }
        await runs.DeliverAsync(turn);
    }

    [LoggerMessage(3010, LogLevel.Information, "Session {Session} becomes idle after {Seconds} s without activity.")]
    private partial void LogIdle(string session, double seconds);

    [LoggerMessage(3011, LogLevel.Warning, "Session {Session} is in error: {Reason}")]
    private partial void LogFailed(Exception? failure, string session, string reason);

    [LoggerMessage(3012, LogLevel.Error, "What deleted session {Session} has left could not be removed; it is tried again.")]
    private partial void LogNotRemoved(Exception failure, string session);

    [LoggerMessage(3013, LogLevel.Error, "That session {Session} could not be made could not be recorded; it is tried again.")]
    private partial void LogNotRecorded(Exception failure, string session);
}
