namespace Warren.Tools.Artifacts;

/// <summary>What a run found in its workspace: where it leaves it as it was, that is none of its outputs.</summary>
/// <param name="Path">The path in the sandbox.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedAt">When it was written.</param>
public sealed record PresentFile(string Path, long Size, DateTimeOffset ModifiedAt);
