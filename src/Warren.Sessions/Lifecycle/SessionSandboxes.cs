using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Sandboxes;
using Warren.Sandboxes.Drivers;
using Warren.Sessions.Secrets;

namespace Warren.Sessions.Lifecycle;

/// <summary>Makes and removes the sandboxes and volumes of sessions. The caller has the session's turn.</summary>
internal sealed partial class SessionSandboxes(SandboxService sandboxes, SessionTable table, SessionSecrets secrets, ILogger<SessionSandboxes> logger)
{
    /// <summary>The sandbox of a session; null where it has none, or that is gone.</summary>
    public SandboxSnapshot? Find(Session session)
    {
        try
        {
            return session.SandboxId is { } id ? sandboxes.Get(id, session.CreatedBy) : null;
        }
        catch (WarrenException failure) when (failure.Code == ErrorCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// Makes what a session begins with: its volume, an empty one or a copy, and the secrets that it is to have of another
    /// session. Nobody else changes that one meanwhile; it is older, so that no two wait for each other.
    /// </summary>
    public async Task MakeContentsAsync(SessionTurn turn)
    {
        if (turn.Record.CopySecretsFrom is { } keeper)
        {
            using (SandboxTelemetry.Step("session.secrets", null))
            using (var source = await TakeSourceAsync(keeper))
                await secrets.CopyAsync(source.Session, turn.Session, CancellationToken.None);
            await turn.SaveAsync(record => record with { CopySecretsFrom = null });
        }
        using var step = SandboxTelemetry.Step("session.volume", null);
        if (turn.Record.CopyFrom is not { } from)
        {
            await sandboxes.Volumes.CreateAsync(turn.Record.VolumeId, turn.Session.Disk, CancellationToken.None);
            return;
        }
        using (var source = await TakeSourceAsync(from))
        {
            var running = Find(source.Session)?.Id;
            await sandboxes.Volumes.CopyAsync(source.Record.VolumeId, turn.Record.VolumeId, running, source.Owner, CancellationToken.None);
        }
        await turn.SaveAsync(record => record with { CopyFrom = null });
    }

    /// <summary>Makes a sandbox for a session that has none.</summary>
    public async Task StartAsync(SessionTurn turn)
    {
        await FinishDropAsync(turn);
        using var step = SandboxTelemetry.Step("session.start", null);
        var session = turn.Session;
        var made = await sandboxes.Volumes.CreateSandboxAsync(
            SessionRules.ToSandbox(session),
            new VolumeMount(turn.Record.VolumeId, SessionServiceOptions.VolumeTarget),
            new Dictionary<string, string> { [SessionServiceOptions.Label] = session.Id },
            await secrets.ReadAsync(session, CancellationToken.None),
            session.CreatedBy,
            CancellationToken.None);
        try
        {
            await turn.SaveAsync(record => record with { IsPaused = false, Session = record.Session with { SandboxId = made.Id } });
        }
        catch
        {
            // Unrecorded it would keep the volume from the next one; after a crash the server that follows removes it.
            await sandboxes.DeleteAsync(made.Id, session.CreatedBy, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Lets the sandbox of a session run on that was paused; false where it is gone, or cannot.</summary>
    public async Task<bool> TryResumeAsync(SessionTurn turn)
    {
        if (Find(turn.Session) is not { State: SandboxState.Paused or SandboxState.Running } sandbox)
            return false;
        try
        {
            if (sandbox.State == SandboxState.Paused)
                await sandboxes.ResumeAsync(sandbox.Id, turn.Owner, CancellationToken.None);
            return true;
        }
        catch (WarrenException failure)
        {
            LogNotResumed(failure, turn.Session.Id);
            return false;
        }
    }

    /// <summary>Freezes the sandbox of a session.</summary>
    public Task PauseAsync(SessionTurn turn) => sandboxes.PauseAsync(turn.Session.SandboxId!, turn.Owner, CancellationToken.None);

    /// <summary>
    /// What a session becomes that gives up its sandbox: that is removed after it was recorded, so that nobody takes one that is
    /// being removed for one that has died.
    /// </summary>
    public static SessionRecord WithoutSandbox(SessionRecord record, SessionState state, string? reason) => record with
    {
        IsPaused = false,
        Dropping = record.Session.SandboxId ?? record.Dropping,
        Runs = new Dictionary<string, Agents.AgentRun>(),
        Session = record.Session with { State = state, Reason = reason, SandboxId = null },
    };

    /// <summary>Removes the sandbox that a session has given up, so that its volume is free. What fails is tried again.</summary>
    /// <param name="turn">The session.</param>
    /// <param name="gently">Whether what runs is told to end first.</param>
    public async Task TryDropAsync(SessionTurn turn, bool gently = false)
    {
        try
        {
            if (gently && turn.Record.Dropping is { } id && sandboxes.OwnerOf(id) is not null)
                await sandboxes.StopAsync(id, turn.Owner, CancellationToken.None);
            await FinishDropAsync(turn);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            LogNotDropped(failure, turn.Session.Id);
        }
    }

    /// <summary>Removes everything that a deleted session has beside its record.</summary>
    public async Task RemoveAsync(SessionTurn turn)
    {
        await FinishDropAsync(turn);
        using var step = SandboxTelemetry.Step("session.remove", null);
        if (!turn.Record.KeepsVolume)
            await sandboxes.Volumes.DeleteAsync(turn.Record.VolumeId, CancellationToken.None);
        await secrets.RemoveAsync(turn.Session.Id, CancellationToken.None);
        await table.Store.RemoveMessagesAsync(turn.Session.Id, CancellationToken.None);
        await turn.SaveAsync(record => record with { IsRemoving = false });
    }

    /// <summary>Removes sandboxes and volumes that belong to no session, and gives the others' sandboxes their secrets.</summary>
    public async Task RecoverAsync(IReadOnlyCollection<SessionRecord> live, CancellationToken cancellationToken)
    {
        var known = live.SelectMany(record => new[] { record.Session.SandboxId, record.Dropping }).OfType<string>().ToHashSet();
        foreach (var (owner, sandbox) in sandboxes.ListAll())
            if (sandbox.Spec.Labels!.ContainsKey(SessionServiceOptions.Label) && !known.Contains(sandbox.Id))
                await TryRecoverAsync(sandbox.Id, () => sandboxes.DeleteAsync(sandbox.Id, owner, cancellationToken));
        var kept = await table.Store.ListVolumesAsync(cancellationToken);
        foreach (var volume in (await sandboxes.Volumes.ListAsync(cancellationToken)).Except(kept))
            if (!live.Any(record => record.VolumeId == volume))
                await TryRecoverAsync(volume, () => sandboxes.Volumes.DeleteAsync(volume, cancellationToken));
        foreach (var record in live)
            await TryRecoverAsync(record.Id, () => secrets.RefreshAsync(record.Session, cancellationToken));
    }

    private async Task<SessionTurn> TakeSourceAsync(string id)
    {
        var source = await table.TakeAnyAsync(id, CancellationToken.None);
        if (source is { Session.EndedAt: null })
            return source;
        source?.Dispose();
        throw new WarrenException(ErrorCode.InvalidState, $"The session {id}, with whose files or secrets it was to begin, was deleted meanwhile.");
    }

    private async Task FinishDropAsync(SessionTurn turn)
    {
        if (turn.Record.Dropping is not { } id)
            return;
        using var step = SandboxTelemetry.Step("session.drop", null);
        if (sandboxes.OwnerOf(id) is { } owner)
            await sandboxes.DeleteAsync(id, owner, CancellationToken.None);
        await turn.SaveAsync(record => record with { Dropping = null });
    }

    private async Task TryRecoverAsync(string id, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception failure) when (failure is not (OutOfMemoryException or OperationCanceledException))
        {
            LogNotRecovered(failure, id);
        }
    }

    [LoggerMessage(3001, LogLevel.Warning, "The paused sandbox of session {Session} could not be resumed; it gets another one.")]
    private partial void LogNotResumed(Exception failure, string session);

    [LoggerMessage(3002, LogLevel.Error, "The sandbox that session {Session} has given up could not be removed; it is tried again.")]
    private partial void LogNotDropped(Exception failure, string session);

    [LoggerMessage(3003, LogLevel.Error, "What an earlier server left of {Id} could not be brought into order.")]
    private partial void LogNotRecovered(Exception failure, string id);
}
