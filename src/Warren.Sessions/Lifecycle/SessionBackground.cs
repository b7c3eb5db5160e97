using Warren.Sandboxes;
using Warren.Sessions.Agents;

namespace Warren.Sessions.Lifecycle;

/// <summary>What goes on for sessions in the background, from the start of the server to its end.</summary>
internal sealed class SessionBackground(SessionTable table, SessionSandboxes sandboxes, SessionKeeper keeper, AgentRuns agents) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly OwnedTasks _tasks = new();
    private int _isDisposed;

    /// <summary>Takes up what an earlier server left, and begins to watch.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var live = await table.Store.ListLiveAsync(cancellationToken);
        await sandboxes.RecoverAsync(live, cancellationToken);
        foreach (var record in live)
        {
            var entry = table.Entry(record.Id);
            entry.Touch(record.Session.LastActivityAt);
            entry.Live = record;
        }
        _tasks.Run(() => keeper.RunAsync(_stopping.Token));
    }

    /// <summary>Does work to its end, also where the caller no longer waits for it.</summary>
    public async Task RunAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _tasks.Run(async () =>
        {
            try
            {
                await work();
                done.SetResult();
            }
            catch (Exception failure)
            {
                done.SetException(failure);
                _ = done.Task.Exception; // The caller may be gone; what fails is in the session's record too.
            }
        });
        await done.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        await _stopping.CancelAsync();
        await agents.DisposeAsync();
        await _tasks.EndAsync();
        _stopping.Dispose();
    }
}
