using Warren.Api.Sessions;

namespace Warren.Sessions;

/// <summary>Which sessions are listed; those that were deleted never are.</summary>
public sealed record SessionFilter
{
    /// <summary>Only those that somebody made; null for everybody's.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Only those in these workspaces; null for all.</summary>
    public IReadOnlyCollection<string>? Workspaces { get; init; }

    /// <summary>Only those in a state.</summary>
    public SessionState? State { get; init; }

    /// <summary>Only the one of a name.</summary>
    public string? Name { get; init; }

    /// <summary>Only those with all of these labels; a value of null takes any.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Labels { get; init; } = [];

    /// <summary>Only those that are published.</summary>
    public bool IsPublished { get; init; }
}
