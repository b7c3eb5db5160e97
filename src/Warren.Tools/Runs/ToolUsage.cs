namespace Warren.Tools.Runs;

/// <summary>What the artifacts of an owner take.</summary>
/// <param name="Owner">The owner.</param>
/// <param name="Bytes">Bytes.</param>
/// <param name="Files">Files.</param>
public sealed record ToolUsage(string Owner, long Bytes, long Files);
