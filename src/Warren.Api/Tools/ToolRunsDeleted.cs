namespace Warren.Api.Tools;

/// <summary>What was deleted together.</summary>
public sealed record ToolRunsDeleted
{
    /// <summary>How many runs.</summary>
    public required int Deleted { get; init; }
}
