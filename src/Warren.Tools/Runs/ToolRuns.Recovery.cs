using Warren.Api;
using Warren.Api.Tools;

namespace Warren.Tools.Runs;

// What an earlier server left, and what is left when its time is over.
public sealed partial class ToolRuns
{
    private const int SweepLength = 200;
    private const string NotStarted = "The server ended before the program was started; run it again.";
    private const string NotFollowed = "The server ended while the program ran, and the program has ended with it; run it again.";
    private Task _sweeping = Task.CompletedTask;

    /// <summary>Goes on with the runs that an earlier server left, and begins to delete what is over.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _usage.Set(await _store.ReadUsageAsync(cancellationToken));
        var unfinished = await _store.ListUnfinishedAsync(cancellationToken);
        foreach (var record in unfinished)
        {
            var run = new LiveRun(record, _artifacts.Of(record.Run.Id), null, CancellationToken.None) { IsKnown = true };
            _live[run.Id] = run;
            _background.Run(() => ResumeAsync(run));
        }
        _background.Run(() => _places.RemoveExceptAsync(unfinished.Select(record => record.Run.Id).ToHashSet()));
        var known = (await _store.ListIdsAsync(cancellationToken)).ToHashSet();
        _background.Run(() => Task.Run(() => _artifacts.DeleteUnknown(id => known.Contains(id) || _live.ContainsKey(id)), CancellationToken.None));
        _sweeping = SweepAsync(_stopping.Token);
    }

    /// <summary>Leaves the runs that are not over to the next server, and lets go of who waits for them.</summary>
    public void LetGo() => _stopping.Cancel();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _sweeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _background.EndAsync();
        await _places.EndAsync();
        _stopping.Dispose();
    }

    private async Task ResumeAsync(LiveRun run)
    {
        try
        {
            if (_places.Find(run.Id, run.Record.Owner) is not { } place)
                throw new WarrenException(ErrorCode.SandboxFailed, run.Record.Run.State == ToolRunState.Queued ? NotStarted : NotFollowed);
            await InAsync(place, run, null, async () =>
                await _runner.ResumeAsync(run, place) ?? throw new WarrenException(ErrorCode.SandboxFailed, NotStarted));
        }
        catch (Exception failure) when (failure is WarrenException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            await EndBadlyAsync(run, failure);
        }
        finally
        {
            Leave(run);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Options.SweepInterval, _time);
        do
        {
            try
            {
                while (await _store.ListExpiredAsync(_time.GetUtcNow(), SweepLength, cancellationToken) is { Count: > 0 } expired)
                    foreach (var record in expired)
                        await DeleteAsync(record.Run.Id);
            }
            catch (Exception failure) when (failure is WarrenException or IOException or UnauthorizedAccessException)
            {
                LogNotSwept(failure);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
