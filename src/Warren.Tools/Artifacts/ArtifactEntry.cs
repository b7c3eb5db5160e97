namespace Warren.Tools.Artifacts;

/// <summary>One file of a run, as bytes of a file of the store: names that a sandbox gave never become names on the host.</summary>
/// <param name="Name">Its name, as callers see it.</param>
/// <param name="Offset">Where its bytes begin.</param>
/// <param name="Length">How many there are.</param>
public sealed record ArtifactEntry(string Name, long Offset, long Length);
