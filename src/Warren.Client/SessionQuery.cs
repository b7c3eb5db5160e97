using Warren.Api.Sessions;

namespace Warren.Client;

/// <summary>Which sessions are wanted.</summary>
public sealed record SessionQuery
{
    /// <summary>Only those of this workspace; null for every one.</summary>
    public string? Workspace { get; init; }

    /// <summary>Only those in this state.</summary>
    public SessionState? State { get; init; }

    /// <summary>Only those that carry every one of these, as <c>key=value</c> or <c>key</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Whether those of others are wanted, too.</summary>
    public bool All { get; init; }

    /// <summary>How many at most; null for all.</summary>
    public int? Most { get; init; }

    /// <summary>The path of the list that has them.</summary>
    internal string Of(string root) => Query.Of(
        root,
        [
            ("workspace", Workspace),
            ("state", State?.ToString().ToUpperInvariant()),
            ("all", Query.Flag(All)),
            .. Labels.Select(label => ("label", (string?)label)),
        ]);
}
