namespace Warren.Sessions.Agents;

/// <summary>Which agents are listed.</summary>
/// <param name="CreatedBy">Only those that somebody made; null for everybody's.</param>
/// <param name="Workspaces">Only those in these workspaces; null for all.</param>
public sealed record AgentFilter(string? CreatedBy, IReadOnlyCollection<string>? Workspaces);
