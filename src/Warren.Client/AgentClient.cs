using Warren.Api;
using Warren.Api.Sessions;

namespace Warren.Client;

/// <summary>Definitions of agents. Wherever an id is taken, a name is too.</summary>
public sealed class AgentClient
{
    private const string Root = "api/v0/agents";
    private readonly WarrenClient _client;

    internal AgentClient(WarrenClient client) => _client = client;

    /// <summary>Defines one.</summary>
    public Task<Agent> CreateAsync(AgentSpec spec, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Post, Root, WarrenClient.Json(spec, WarrenJson.Wire.AgentSpec), WarrenJson.Wire.Agent, cancellationToken);

    /// <summary>Reads one's own, or with <paramref name="all"/> those of others too, of a workspace or of every one, page by page.</summary>
    public IAsyncEnumerable<Agent> ListAsync(string? workspace, bool all, CancellationToken cancellationToken) =>
        _client.ReadPagesAsync(Query.Of(Root, ("workspace", workspace), ("all", Query.Flag(all))), WarrenJson.Wire.PageAgent, most: null, cancellationToken);

    /// <summary>Reads one.</summary>
    /// <param name="agent">Its id or name.</param>
    /// <param name="workspace">The workspace that a name is of; null for <c>default</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<Agent> GetAsync(string agent, string? workspace, CancellationToken cancellationToken) =>
        _client.GetAsync(Query.Of(Path(agent), ("workspace", workspace)), WarrenJson.Wire.Agent, cancellationToken);

    /// <summary>Changes one.</summary>
    public Task<Agent> UpdateAsync(string agent, AgentPatch patch, CancellationToken cancellationToken) => _client.SendAsync(
        HttpMethod.Put, Path(agent), WarrenClient.Json(patch, WarrenJson.Wire.AgentPatch), WarrenJson.Wire.Agent, cancellationToken);

    /// <summary>Removes one.</summary>
    public Task DeleteAsync(string agent, CancellationToken cancellationToken) =>
        _client.SendAsync(HttpMethod.Delete, Path(agent), null, cancellationToken);

    private static string Path(string agent) => $"{Root}/{Uri.EscapeDataString(agent)}";
}
