using System.Data.Common;

namespace Warren.Storage;

/// <summary>
/// Does all writes of a database, one after the other. Who comes while one is under way waits, and all who wait are
/// committed together; who comes alone does its own, without a change of thread.
/// </summary>
/// <param name="transactions">Carries them out.</param>
/// <param name="maxBatch">Most that are committed together.</param>
internal sealed class WriteQueue(IWriteTransactions transactions, int maxBatch)
{
    private readonly Lock _gate = new();
    private readonly Queue<Write> _waiting = [];
    private bool _isWriting;

    /// <summary>Commits a write, alone or with others.</summary>
    /// <param name="write">Writes in the transaction that is open; called again, alone, where a write beside it failed.</param>
    /// <param name="committed">Called in the order of the commits, before the task completes.</param>
    public async Task RunAsync(Func<DbConnection, Task> write, Action? committed = null)
    {
        var mine = new Write(write, committed);
        if (Enqueue(mine))
            while (Take() is { Count: > 0 } batch)
            {
                await CommitAsync(batch);
                // Those who came meanwhile need not keep this caller.
                if (mine.Done.Task.IsCompleted && HandOver())
                    break;
            }
        await mine.Done.Task;
    }

    // Whether the caller is the one that writes.
    private bool Enqueue(Write write)
    {
        lock (_gate)
        {
            _waiting.Enqueue(write);
            return !_isWriting && (_isWriting = true);
        }
    }

    private List<Write> Take()
    {
        lock (_gate)
        {
            var batch = new List<Write>(Math.Min(_waiting.Count, maxBatch));
            while (batch.Count < maxBatch && _waiting.TryDequeue(out var next))
                batch.Add(next);
            _isWriting = batch.Count > 0;
            return batch;
        }
    }

    // Another thread goes on, where there is something left to do.
    private bool HandOver()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
                return !(_isWriting = false);
        }
        // It reports to each of those that wait, and throws nothing.
        _ = Task.Run(async () =>
        {
            while (Take() is { Count: > 0 } batch)
                await CommitAsync(batch);
        });
        return true;
    }

    private async Task CommitAsync(List<Write> batch)
    {
        try
        {
            await transactions.CommitAsync([.. batch.Select(write => write.Act)]);
        }
        catch (Exception failure) when (batch.Count == 1 || transactions.ConcernsAll(failure))
        {
            foreach (var write in batch)
                write.Done.SetException(failure);
            return;
        }
        catch (Exception)
        {
            // One of them is at fault, or the disk: each on its own, the others do not suffer for it.
            foreach (var write in batch)
                await CommitAsync([write]);
            return;
        }
        foreach (var write in batch)
        {
            write.Committed?.Invoke();
            write.Done.SetResult();
        }
    }

    private sealed record Write(Func<DbConnection, Task> Act, Action? Committed)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
