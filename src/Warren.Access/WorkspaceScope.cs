namespace Warren.Access;

/// <summary>Workspaces that something is allowed in.</summary>
/// <param name="IsEverywhere">Whether it is in all of them.</param>
/// <param name="Names">Those that it is in, where not.</param>
public sealed record WorkspaceScope(bool IsEverywhere, IReadOnlySet<string> Names)
{
    /// <summary>All of them.</summary>
    public static WorkspaceScope Everywhere { get; } = new(true, new HashSet<string>());

    /// <summary>None of them.</summary>
    public static WorkspaceScope Nowhere { get; } = new(false, new HashSet<string>());

    /// <summary>Whether a workspace is one of them.</summary>
    public bool Has(string workspace) => IsEverywhere || Names.Contains(workspace);
}
