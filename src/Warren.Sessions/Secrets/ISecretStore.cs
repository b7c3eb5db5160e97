using Warren.Api.Sessions;

namespace Warren.Sessions.Secrets;

/// <summary>Keeps secrets, which it is given encrypted.</summary>
/// <remarks>Failures are those of <see cref="ISessionStore"/>.</remarks>
public interface ISecretStore
{
    /// <summary>Writes a secret.</summary>
    /// <returns>Whether it was written: not where there is one of its name in the same place.</returns>
    Task<bool> AddAsync(StoredSecret secret, CancellationToken cancellationToken);

    /// <summary>Gives a secret another value, and leaves the rest of it.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> ReplaceAsync(StoredSecret secret, CancellationToken cancellationToken);

    /// <summary>The secrets of a workspace and of all or one of its sessions, by name, behind a name and its place.</summary>
    /// <param name="workspaces">The workspaces; null for all.</param>
    /// <param name="sessionId">Only those of a session; empty for those of workspaces, null for all.</param>
    /// <param name="createdBy">Only those that somebody made; null for everybody's.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    Task<IReadOnlyList<StoredSecret>> ListAsync(IReadOnlyCollection<string>? workspaces, string? sessionId, string? createdBy, CancellationToken cancellationToken);

    /// <summary>Removes a secret.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> RemoveAsync(string workspace, string? sessionId, string name, CancellationToken cancellationToken);

    /// <summary>Removes the secrets of a session.</summary>
    Task RemoveAllAsync(string sessionId, CancellationToken cancellationToken);
}
