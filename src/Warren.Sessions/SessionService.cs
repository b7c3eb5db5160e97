using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Sandboxes;
using Warren.Sessions.Lifecycle;
using Warren.Sessions.Secrets;

namespace Warren.Sessions;

/// <summary>
/// Makes, finds, changes and removes sessions. Who may do so is for the caller to ask. Whatever it was doing when its process was
/// killed, the next one's <see cref="StartAsync"/> goes on from.
/// </summary>
public sealed class SessionService : IAsyncDisposable
{
    private readonly SessionTable _table;
    private readonly SessionCreation _creation;
    private readonly SessionLifecycle _lifecycle;
    private readonly SessionBackground _background;
    private readonly SessionUpdates _updates;

    internal SessionService(SessionTable table, SessionCreation creation, SessionLifecycle lifecycle, SessionUpdates updates, SessionBackground background) =>
        (_table, _creation, _lifecycle, _updates, _background) = (table, creation, lifecycle, updates, background);

    /// <summary>Takes over what an earlier process left, then watches over it.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _background.StartAsync(cancellationToken);

    /// <summary>Makes a session, or gives the one that an earlier call with the same idempotency key made.</summary>
    /// <returns>The session: <c>READY</c>, or <c>ERROR</c> with the reason.</returns>
    /// <exception cref="WarrenException">The spec is wrong, or its name or the key is taken.</exception>
    public async Task<SessionCreated> CreateAsync(SessionSpec spec, string creator, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var (session, isReplayed) = await _creation.BeginAsync(spec, creator, idempotencyKey, _background, cancellationToken);
        return new(await GetAsync(session, cancellationToken), isReplayed);
    }

    /// <summary>Makes a session from another one.</summary>
    /// <param name="source">The other one.</param>
    /// <param name="remix">What is to be different.</param>
    /// <param name="workspace">Where the new one is.</param>
    /// <param name="creator">Who it will belong to.</param>
    /// <param name="cancellationToken">No longer waits for it.</param>
    /// <returns>The session: <c>READY</c>, or <c>ERROR</c> with the reason.</returns>
    public async Task<Session> RemixAsync(SessionRecord source, SessionRemix remix, string workspace, string creator, CancellationToken cancellationToken) =>
        await GetAsync(await _creation.BeginAsync(source.Session, remix, workspace, creator, _background, cancellationToken), cancellationToken);

    /// <summary>A session by id, or by its name in a workspace.</summary>
    /// <exception cref="WarrenException">NotFound: also where it was deleted.</exception>
    public Task<SessionRecord> FindAsync(string idOrName, string? workspace, CancellationToken cancellationToken) =>
        _table.FindAsync(idOrName, workspace ?? SessionServiceOptions.DefaultWorkspace, cancellationToken);

    /// <summary>A session as it is now.</summary>
    public Session Describe(SessionRecord record) => _updates.Describe(record.Session);

    /// <summary>The first sessions behind a position, newest first.</summary>
    public Task<IReadOnlyList<ListedSession>> ListAsync(SessionFilter filter, SessionPosition? after, int limit, CancellationToken cancellationToken) =>
        _table.Store.ListAsync(filter, after, limit, cancellationToken);

    /// <summary>Changes a session.</summary>
    public Task<Session> PatchAsync(string id, SessionPatch patch, CancellationToken cancellationToken) =>
        ChangeAsync(id, turn => _updates.PatchAsync(turn, patch, cancellationToken), cancellationToken);

    /// <summary>Removes a session for good, with its sandbox, and its volume unless that is to be kept.</summary>
    public async Task DeleteAsync(string id, bool keepsVolume, CancellationToken cancellationToken)
    {
        var turn = await _table.TakeAsync(id, cancellationToken);
        await _background.RunAsync(async () =>
        {
            using (turn)
            {
                await _lifecycle.DeleteAsync(turn, keepsVolume);
                if (!turn.Record.IsRemoving)
                    _table.Forget(turn);
            }
        }, cancellationToken);
    }

    /// <summary>Freezes a session with its memory.</summary>
    public Task<Session> PauseAsync(string id, CancellationToken cancellationToken) => ChangeAsync(id, _lifecycle.PauseAsync, cancellationToken);

    /// <summary>Removes the sandbox of a session, and keeps its volume.</summary>
    public Task<Session> SuspendAsync(string id, CancellationToken cancellationToken) => ChangeAsync(id, _lifecycle.SuspendAsync, cancellationToken);

    /// <summary>Makes a session ready that is idle.</summary>
    public Task<Session> ResumeAsync(string id, CancellationToken cancellationToken) => ChangeAsync(id, async turn =>
    {
        turn.Touch();
        if (turn.Session.State == SessionState.Error)
            await _lifecycle.RecoverAsync(turn);
        else
            await _lifecycle.WakeAsync(turn);
    }, cancellationToken);

    /// <summary>Takes a session to a state.</summary>
    /// <exception cref="WarrenException">InvalidState; the message names the states that it can be taken to.</exception>
    public Task<Session> SetStateAsync(string id, SessionState state, CancellationToken cancellationToken) =>
        ChangeAsync(id, turn => SetStateAsync(turn, state), cancellationToken);

    /// <summary>Lets others read and remix a session, or no longer.</summary>
    public Task<Session> PublishAsync(string id, bool isPublished, CancellationToken cancellationToken) => ChangeAsync(id, turn =>
        turn.Session.PublishedAt is not null == isPublished
            ? Task.CompletedTask
            : turn.SaveAsync(record => record with { Session = record.Session with { PublishedAt = isPublished ? turn.Now : null } }), cancellationToken);

    /// <summary>
    /// Begins a call in a session's sandbox, which keeps the session from becoming idle until it is disposed. A session that is
    /// idle is woken first; callers at the same time wait for the one waking.
    /// </summary>
    /// <exception cref="WarrenException">NotFound, or InvalidState where it cannot be woken.</exception>
    public async Task<SandboxUse> UseAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        _table.Entry(record.Id).Touch(_table.Time.GetUtcNow());
        while (true)
        {
            if (record.Session is { State: SessionState.Ready or SessionState.Busy, SandboxId: { } sandbox } && await _updates.TryUseAsync(sandbox, record.Session.CreatedBy, cancellationToken) is { } use)
                return use;
            // It is idle, or became so just now, or its sandbox has died.
            await ChangeAsync(record.Id, _lifecycle.WakeAsync, cancellationToken);
            record = await _table.FindAsync(record.Id, record.Session.Workspace, cancellationToken);
        }
    }

    /// <summary>Stops watching. Sandboxes and agents run on.</summary>
    public ValueTask DisposeAsync() => _background.DisposeAsync();

    // What was begun goes on where the caller does not wait for it.
    private async Task<Session> ChangeAsync(string id, Func<SessionTurn, Task> change, CancellationToken cancellationToken)
    {
        var turn = await _table.TakeAsync(id, cancellationToken);
        await _background.RunAsync(async () =>
        {
            using (turn)
                await change(turn);
        }, cancellationToken);
        return _updates.Describe(turn.Session);
    }

    private async Task SetStateAsync(SessionTurn turn, SessionState state)
    {
        if (turn.Session.State == state)
            return;
        SessionStates.Check(turn.Session, state);
        turn.Touch();
        switch (state)
        {
            case SessionState.Init:
                await turn.SaveAsync(record => record with { Session = record.Session with { State = SessionState.Init, Reason = null, SetupStatus = SetupStatus.Pending } });
                await _lifecycle.MakeAsync(turn);
                break;
            case SessionState.Ready when turn.Session.State == SessionState.Error:
                await _lifecycle.RecoverAsync(turn);
                break;
            case SessionState.Ready when turn.Session.State == SessionState.Idle:
                await _lifecycle.WakeAsync(turn);
                break;
            case SessionState.Ready:
                await turn.SaveAsync(SessionUpdates.WithoutAwaiting);
                break;
            case SessionState.Idle:
                await _lifecycle.SuspendAsync(turn);
                break;
            case SessionState.Busy:
                await turn.SaveAsync(SessionState.Busy, null);
                break;
            default:
                await _lifecycle.FailAsync(turn, "This state was asked for.");
                break;
        }
    }

    private async Task<Session> GetAsync(string id, CancellationToken cancellationToken)
    {
        using var turn = await _table.TakeAsync(id, cancellationToken);
        return _updates.Describe(turn.Session);
    }
}
