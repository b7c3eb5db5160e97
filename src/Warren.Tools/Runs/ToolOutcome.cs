using Warren.Tools.Artifacts;

namespace Warren.Tools.Runs;

/// <summary>A run and what is kept of it.</summary>
/// <param name="Record">The run.</param>
/// <param name="Folder">Where its artifacts are.</param>
/// <param name="Index">What they are.</param>
public sealed record ToolOutcome(ToolRunRecord Record, RunFolder Folder, ArtifactIndex Index);
