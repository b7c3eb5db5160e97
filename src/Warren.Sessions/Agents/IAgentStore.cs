using Warren.Api.Sessions;

namespace Warren.Sessions.Agents;

/// <summary>Keeps the definitions of agents.</summary>
/// <remarks>Failures are those of <see cref="ISessionStore"/>.</remarks>
public interface IAgentStore
{
    /// <summary>Writes an agent, in place of an older version.</summary>
    /// <returns>Whether it was written: not where another agent of the workspace has its name.</returns>
    Task<bool> SaveAsync(Agent agent, CancellationToken cancellationToken);

    /// <summary>An agent by its id; null where there is none.</summary>
    Task<Agent?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>An agent by its name; null where there is none.</summary>
    Task<Agent?> FindAsync(string workspace, string name, CancellationToken cancellationToken);

    /// <summary>The first agents of these workspaces (null for all) behind a position, newest first.</summary>
    Task<IReadOnlyList<Agent>> ListAsync(AgentFilter filter, SessionPosition? after, int limit, CancellationToken cancellationToken);

    /// <summary>Removes an agent.</summary>
    Task RemoveAsync(string id, CancellationToken cancellationToken);
}
