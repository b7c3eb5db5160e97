using Warren.Api.Sandboxes;
using Warren.Sandboxes.Events;

namespace Warren.Sandboxes;

/// <summary>
/// Keeps sandboxes, their events and idempotency keys across restarts of the server. Each write is one transaction and
/// is whole or not there at all, also when the process is killed in it. Where servers share a database each has the
/// records of its own sandboxes; events, names and keys are common to all.
/// </summary>
/// <remarks>
/// Every method throws <see cref="Api.WarrenException"/> with <see cref="Api.ErrorCode.EngineUnavailable"/> where the
/// database is away, locked or full.
/// </remarks>
public interface ISandboxStore
{
    /// <summary>
    /// Raised with events that were committed, in the order of their versions, before the write that appended them
    /// completes. Those of other servers are among them once <see cref="FollowAsync"/> has begun. A handler neither blocks nor
    /// throws.
    /// </summary>
    event Action<IReadOnlyList<StoredEvent>>? Appended;

    /// <summary>Every record of this server's.</summary>
    Task<IReadOnlyList<SandboxRecord>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>A record, of any server; null where there is none.</summary>
    Task<SandboxRecord?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a record, in place of an older version, appends its events, which get their versions here, and takes a key
    /// where one is given: all of it or nothing.
    /// </summary>
    /// <exception cref="Api.WarrenException">
    /// Conflict: its owner has another sandbox of its name, or has used the key for another one, on whichever server.
    /// </exception>
    Task SaveAsync(SandboxRecord record, IReadOnlyList<StoredEvent> events, IdempotencyKey? key, CancellationToken cancellationToken);

    /// <summary>Removes a record, nothing where there is none, and appends its last events.</summary>
    Task RemoveAsync(string id, IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken);

    /// <summary>Appends events that belong to no change of a record.</summary>
    Task AppendAsync(IReadOnlyList<StoredEvent> events, CancellationToken cancellationToken);

    /// <summary>The first events behind a version, oldest first.</summary>
    Task<IReadOnlyList<SandboxEvent>> ReadEventsAsync(EventFilter filter, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The versions that are kept.</summary>
    Task<EventRange> ReadEventRangeAsync(CancellationToken cancellationToken);

    /// <summary>Drops all but the newest events, and of those the ones from before a time.</summary>
    Task PruneEventsAsync(int keep, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>What a key of an owner's was used for; null where it is free.</summary>
    Task<IdempotencyKey?> FindKeyAsync(string owner, string key, CancellationToken cancellationToken);

    /// <summary>Frees the keys that were taken before a time.</summary>
    Task PruneKeysAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>
    /// Raises <see cref="Appended"/> also with what other servers append behind a version, until cancelled. Where there can be
    /// no others it returns at once.
    /// </summary>
    Task FollowAsync(long after, CancellationToken cancellationToken);

    /// <summary>Reads a little, to see that the database answers.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
