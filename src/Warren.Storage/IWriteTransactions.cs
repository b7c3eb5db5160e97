using System.Data.Common;

namespace Warren.Storage;

/// <summary>Does writes in transactions of a database.</summary>
internal interface IWriteTransactions
{
    /// <summary>Does all of them in one transaction: each is there afterwards, or none where it throws.</summary>
    Task CommitAsync(IReadOnlyList<Func<DbConnection, Task>> writes);

    /// <summary>Whether each of them would have failed alone, too, as where the database is away.</summary>
    bool ConcernsAll(Exception failure);
}
