using Dapper;
using Warren.Sandboxes.Leases;

namespace Warren.Storage;

/// <summary>Leases in a database. A row is kept for a day behind its end, so that its terms go up.</summary>
public sealed class SqlLeases(SqlStorage storage) : ILeases
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public async Task<Lease?> TryClaimAsync(string work, TimeSpan time, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(work);
        var length = Milliseconds(time);
        long? term = null;
        await storage.WriteAsync(async connection =>
        {
            var now = await storage.ReadClockAsync(connection);
            await connection.ExecuteAsync("DELETE FROM leases WHERE ends_at < @before", new { before = now - (long)Kept.TotalMilliseconds });
            // The time is the first term, so that one behind a forgotten row is still larger than those before.
            term = await connection.QuerySingleOrDefaultAsync<long?>(
                "INSERT INTO leases (work, holder, term, ends_at) VALUES (@work, @Installation, @now, @end) "
                + "ON CONFLICT (work) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at, "
                + "term = CASE WHEN leases.term >= excluded.term THEN leases.term + 1 ELSE excluded.term END "
                + "WHERE leases.ends_at <= @now RETURNING term",
                new { work, storage.Installation, now, end = now + length });
        }, cancellationToken);
        return term is { } claimed ? new(work, claimed) : null;
    }

    /// <inheritdoc/>
    public async Task<bool> TryRenewAsync(Lease lease, TimeSpan time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        var length = Milliseconds(time);
        var renewed = 0;
        await storage.WriteAsync(async connection =>
        {
            var now = await storage.ReadClockAsync(connection);
            renewed = await connection.ExecuteAsync(
                "UPDATE leases SET ends_at = @end WHERE work = @Work AND term = @Term", new { lease.Work, lease.Term, end = now + length });
        }, cancellationToken);
        return renewed > 0;
    }

    /// <inheritdoc/>
    public Task GiveBackAsync(Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return storage.WriteAsync(async connection => await connection.ExecuteAsync(
            // Another term, so that it cannot be renewed.
            "UPDATE leases SET ends_at = @now, term = term + 1 WHERE work = @Work AND term = @Term",
            new { lease.Work, lease.Term, now = await storage.ReadClockAsync(connection) }), cancellationToken);
    }

    /// <inheritdoc/>
    public Task GiveBackAllAsync(CancellationToken cancellationToken) => storage.WriteAsync(async connection => await connection.ExecuteAsync(
        "UPDATE leases SET ends_at = @now, term = term + 1 WHERE holder = @Installation AND ends_at > @now",
        new { storage.Installation, now = await storage.ReadClockAsync(connection) }), cancellationToken);

    private static long Milliseconds(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.FromMilliseconds(1));
        return (long)time.TotalMilliseconds;
    }
}
