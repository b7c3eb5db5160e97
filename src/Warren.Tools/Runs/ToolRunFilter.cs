using Warren.Api.Tools;

namespace Warren.Tools.Runs;

/// <summary>Chooses an owner's runs; what is left out lets every one through.</summary>
/// <param name="Owner">Who they belong to.</param>
public sealed record ToolRunFilter(string Owner)
{
    /// <summary>Their session.</summary>
    public string? SessionId { get; init; }

    /// <summary>Their tool.</summary>
    public string? Tool { get; init; }

    /// <summary>Their state.</summary>
    public ToolRunState? State { get; init; }
}
