namespace Warren.Tools;

/// <summary>A file that a run is given.</summary>
/// <param name="Name">Its name in the workspace, without a separator.</param>
/// <param name="Content">Its bytes.</param>
public sealed record ToolFile(string Name, ReadOnlyMemory<byte> Content);
