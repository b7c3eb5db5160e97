using System.Data.Common;
using Dapper;
using SQLitePCL;

namespace Warren.Storage.Sqlite;

/// <summary>
/// Does all writes of a database, one after the other. Who comes while one is under way waits, and all who wait are
/// committed together; who comes alone does its own, without a change of thread.
/// </summary>
internal sealed class SqliteWriter(SqliteDatabase database)
{
    private const int MaxBatch = 256;
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
                // Nothing of SQLite waits for anything else: this is over when it returns.
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
            var batch = new List<Write>(Math.Min(_waiting.Count, MaxBatch));
            while (batch.Count < MaxBatch && _waiting.TryDequeue(out var next))
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
            await database.TryAsync(() => TransactAsync(batch));
        }
        catch (Exception) when (batch.Count > 1)
        {
            // One of them is at fault, or the disk: each on its own, the others do not suffer for it.
            foreach (var write in batch)
                await CommitAsync([write]);
            return;
        }
        catch (Exception failure)
        {
            batch[0].Done.SetException(failure);
            return;
        }
        foreach (var write in batch)
        {
            write.Committed?.Invoke();
            write.Done.SetResult();
        }
    }

    // By statements, not by the library's transactions: after some failures, such as on a full disk, SQLite has rolled back
    // by itself (sqlite.org/lang_transaction.html, section 3). The library then fails to, and lets none begin any more.
    private async Task<bool> TransactAsync(List<Write> batch)
    {
        var connection = database.Writer;
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            foreach (var write in batch)
                await write.Act(connection);
            connection.Execute("COMMIT");
            return true;
        }
        catch
        {
            var isOpen = raw.sqlite3_get_autocommit(connection.Handle) == 0;
            if (isOpen)
                connection.Execute("ROLLBACK");
            throw;
        }
    }

    private sealed record Write(Func<DbConnection, Task> Act, Action? Committed)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
