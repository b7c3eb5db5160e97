using Warren.Api.Sessions;

namespace Warren.Sessions;

/// <summary>
/// Keeps sessions and their messages. Each write is one transaction and is whole or not there at all, also when the process is
/// killed in it.
/// </summary>
/// <remarks>
/// Every method throws <see cref="Api.WarrenException"/> with <see cref="Api.ErrorCode.EngineUnavailable"/> where the
/// database is away, locked or full.
/// </remarks>
public interface ISessionStore
{
    /// <summary>
    /// Writes the first version of a session and takes a key where one is given. Nothing is written where the key is taken, or
    /// else the name in its workspace.
    /// </summary>
    /// <param name="record">The session.</param>
    /// <param name="key">The key; null for none.</param>
    /// <param name="validSince">Keys that were taken before count for nothing.</param>
    /// <param name="cancellationToken">Gives it up before it begins.</param>
    Task<SessionAddition> AddAsync(SessionRecord record, SessionKey? key, DateTimeOffset validSince, CancellationToken cancellationToken);

    /// <summary>Writes a later version of a session, and what belongs to it.</summary>
    /// <returns>The messages with their sequences; null, with nothing written, where another session has its name.</returns>
    Task<IReadOnlyList<Message>?> SaveAsync(SessionRecord record, SessionChange change, CancellationToken cancellationToken);

    /// <summary>A session by its id, also one that was deleted; null where there never was one.</summary>
    Task<SessionRecord?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>The id of the session of a name that was not deleted; null where there is none.</summary>
    Task<string?> FindIdAsync(string workspace, string name, CancellationToken cancellationToken);

    /// <summary>The first sessions behind a position, newest first.</summary>
    Task<IReadOnlyList<ListedSession>> ListAsync(SessionFilter filter, SessionPosition? after, int limit, CancellationToken cancellationToken);

    /// <summary>Those that a server which starts has something to do for (<see cref="SessionRecord.IsLive"/>).</summary>
    Task<IReadOnlyList<SessionRecord>> ListLiveAsync(CancellationToken cancellationToken);

    /// <summary>The ids of those whose volume is kept: all that were not deleted, or were with <see cref="SessionRecord.KeepsVolume"/>.</summary>
    Task<IReadOnlyCollection<string>> ListVolumesAsync(CancellationToken cancellationToken);

    /// <summary>The first messages of a session behind a sequence, oldest first.</summary>
    Task<IReadOnlyList<Message>> ListMessagesAsync(string sessionId, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The messages that are to be delivered and were not, oldest first.</summary>
    Task<IReadOnlyList<Message>> ListPendingAsync(string sessionId, CancellationToken cancellationToken);

    /// <summary>How many messages a session has.</summary>
    Task<long> CountMessagesAsync(string sessionId, CancellationToken cancellationToken);

    /// <summary>Removes the messages of a session; also those that were not delivered.</summary>
    /// <returns>How many there were.</returns>
    Task<long> RemoveMessagesAsync(string sessionId, CancellationToken cancellationToken);
}
