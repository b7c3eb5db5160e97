namespace Warren.Api.Sessions;

/// <summary>Asks for a new session that is made from another. What is left out is as it is there.</summary>
public sealed record SessionRemix
{
    /// <summary>Name of the new one, unique in the workspace.</summary>
    public required string Name { get; init; }

    /// <summary>Its starting prompt.</summary>
    public string? Prompt { get; init; }

    /// <summary>Its agents, by id or name.</summary>
    public IReadOnlyList<string>? AgentIds { get; init; }

    /// <summary>Whether its volume begins with what is on the other's; default yes.</summary>
    public bool? Files { get; init; }

    /// <summary>
    /// Whether it is given the secrets of the other; default not. Only who may read secrets there can ask for it, and nobody
    /// of a session that is published.
    /// </summary>
    public bool? Secrets { get; init; }
}
