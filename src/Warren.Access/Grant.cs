using Warren.Api.Access;

namespace Warren.Access;

/// <summary>A role that somebody has.</summary>
/// <param name="Role">The role.</param>
/// <param name="Workspace">Where it counts; null for everywhere.</param>
public sealed record Grant(Role Role, string? Workspace)
{
    /// <summary>Whether it counts in a workspace; null asks for everywhere.</summary>
    public bool CountsIn(string? workspace) => Workspace is null || Workspace == workspace;
}
