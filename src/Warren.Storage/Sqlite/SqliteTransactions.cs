using System.Data.Common;
using Dapper;
using SQLitePCL;

namespace Warren.Storage.Sqlite;

/// <summary>Transactions of an SQLite file. Nothing in them waits for anything but the disk.</summary>
internal sealed class SqliteTransactions(SqliteDatabase database) : IWriteTransactions
{
    /// <inheritdoc/>
    public Task CommitAsync(IReadOnlyList<Func<DbConnection, Task>> writes) => database.TryAsync(() => TransactAsync(writes));

    /// <summary>Never: a full disk, too, takes what removes something.</summary>
    public bool ConcernsAll(Exception failure) => false;

    // By statements, not by the library's transactions: after some failures, such as on a full disk, SQLite has rolled back
    // by itself (sqlite.org/lang_transaction.html, section 3). The library then fails to, and lets none begin any more.
    private async Task<bool> TransactAsync(IReadOnlyList<Func<DbConnection, Task>> writes)
    {
        var connection = database.Writer;
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            foreach (var write in writes)
                await write(connection);
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
}
