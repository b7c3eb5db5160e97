using Warren.Api.Tools;

namespace Warren.Client;

/// <summary>Which runs of tools are wanted.</summary>
public sealed record ToolRunQuery
{
    /// <summary>Only those with this label of their caller's.</summary>
    public string? SessionId { get; init; }

    /// <summary>Only those of this tool.</summary>
    public string? Tool { get; init; }

    /// <summary>Only those that have come so far.</summary>
    public ToolRunState? State { get; init; }

    /// <summary>How many at most, the newest ones; null for all.</summary>
    public int? Most { get; init; }
}
