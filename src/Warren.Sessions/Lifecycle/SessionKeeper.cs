using Microsoft.Extensions.Logging;
using Warren.Api.Sessions;

namespace Warren.Sessions.Lifecycle;

/// <summary>
/// Sees in the background to what is due for sessions: those that nobody uses become idle, those whose sandbox has died are in
/// error, and what was cut off or has failed is done again. All of it for one session happens in its turn, first its health and then
/// its idle time, by one clock.
/// </summary>
internal sealed partial class SessionKeeper(SessionTable table, SessionLifecycle lifecycle, SessionServiceOptions options, ILogger<SessionKeeper> logger)
{
    private const int AtOnce = 8;

    /// <summary>Goes on until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Tick, table.Time);
        try
        {
            do
                await LookAsync(cancellationToken);
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Does everything that is due now.</summary>
    public Task LookAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        table.Live.Where(IsDue).ToList(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, LookAsync);

    private bool IsDue(SessionEntry entry)
    {
        var now = table.Time.GetUtcNow();
        return entry.NextLook <= now || (entry.Live?.Session is { State: SessionState.Ready } session
            && entry.LastActivity + TimeSpan.FromSeconds(session.IdleTimeoutSeconds) <= now);
    }

    private async ValueTask LookAsync(SessionEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            // Who has the turn does what there is to do, or puts it off.
            using var turn = await table.TryTakeAsync(entry, cancellationToken);
            if (turn is null)
                return;
            entry.NextLook = turn.Now + options.HealthInterval;
            await ActAsync(turn);
        }
        catch (Exception failure) when (failure is not (OutOfMemoryException or OperationCanceledException))
        {
            LogNotKept(failure, entry.Id);
        }
    }

    private async Task ActAsync(SessionTurn turn)
    {
        if (turn.Record.IsRemoving)
        {
            if (await lifecycle.TryRemoveAsync(turn))
                table.Forget(turn);
            return;
        }
        if (turn.Session.EndedAt is not null)
            return;
        if (turn.Session.State == SessionState.Init)
            await lifecycle.MakeAsync(turn);
        else
            await lifecycle.CheckAsync(turn);
        await lifecycle.TidyAsync(turn);
        await lifecycle.SuspendIdleAsync(turn);
    }

    [LoggerMessage(3020, LogLevel.Error, "What is due for session {Session} could not be done; it is tried again.")]
    private partial void LogNotKept(Exception failure, string session);
}
