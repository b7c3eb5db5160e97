using Warren.Sessions;
using Warren.Sessions.Agents;
using Warren.Sessions.Secrets;

namespace Warren.Storage.Conformance;

/// <summary>A database for one test of sessions.</summary>
public abstract class SessionStoreHarness : IAsyncDisposable
{
    /// <summary>Opens stores on it; opened again, they are what the next server finds.</summary>
    public abstract Task<(ISessionStore Sessions, IAgentStore Agents, ISecretStore Secrets)> OpenAsync();

    /// <summary>How a list is read: the database's own description of its way to the first of those that a filter lets through.</summary>
    public abstract Task<string> ExplainAsync(SessionFilter filter);

    /// <summary>Removes it.</summary>
    public abstract ValueTask DisposeAsync();
}
