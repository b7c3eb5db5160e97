namespace Warren.Api.Tools;

/// <summary>Every tool, as the documented path <c>GET /tools</c> lists them.</summary>
public sealed record ToolList
{
    /// <summary>The tools, by name.</summary>
    public required IReadOnlyList<ToolInfo> Tools { get; init; }
}
