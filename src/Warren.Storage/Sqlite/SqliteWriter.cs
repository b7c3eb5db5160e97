using Dapper;
using Microsoft.Data.Sqlite;
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
    public Task RunAsync(Action<SqliteConnection> write, Action? committed = null)
    {
        var mine = new Write(write, committed);
        lock (_gate)
        {
            _waiting.Enqueue(mine);
            if (_isWriting)
                return mine.Done.Task;
            _isWriting = true;
        }
        while (Take() is { Count: > 0 } batch)
        {
            Commit(batch);
            // Those who came meanwhile need not keep this caller.
            if (mine.Done.Task.IsCompleted && HandOver())
                break;
        }
        return mine.Done.Task;
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
        ThreadPool.UnsafeQueueUserWorkItem(writer =>
        {
            while (writer.Take() is { Count: > 0 } batch)
                writer.Commit(batch);
        }, this, preferLocal: false);
        return true;
    }

    private void Commit(List<Write> batch)
    {
        try
        {
            database.Try(() => Transact(batch));
        }
        catch (Exception) when (batch.Count > 1)
        {
            // One of them is at fault, or the disk: each on its own, the others do not suffer for it.
            foreach (var write in batch)
                Commit([write]);
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
    private bool Transact(List<Write> batch)
    {
        var connection = database.Writer;
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            foreach (var write in batch)
                write.Act(connection);
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

    private sealed record Write(Action<SqliteConnection> Act, Action? Committed)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
