using Warren.Api.Access;

namespace Warren.Access.Audit;

/// <summary>Keeps the audit log. Nothing in it is ever changed or removed.</summary>
public interface IAuditStore
{
    /// <summary>Adds entries, all or none; their ids are given here.</summary>
    Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken);

    /// <summary>Reads entries by their ids, newest first or oldest first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="beyond">The id that the page before ended with; null for the first page.</param>
    /// <param name="isOldestFirst">In which order.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    Task<IReadOnlyList<AuditEntry>> ReadAsync(AuditFilter filter, long? beyond, bool isOldestFirst, int limit, CancellationToken cancellationToken);
}
