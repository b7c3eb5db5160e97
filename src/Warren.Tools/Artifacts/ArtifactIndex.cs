namespace Warren.Tools.Artifacts;

/// <summary>What the files of a run's folder hold.</summary>
public sealed record ArtifactIndex
{
    /// <summary>What it was given, in <c>inputs</c>.</summary>
    public IReadOnlyList<ArtifactEntry> Inputs { get; init; } = [];

    /// <summary>What it created or changed, in <c>outputs</c>.</summary>
    public IReadOnlyList<ArtifactEntry> Outputs { get; init; } = [];

    /// <summary>What was in its workspace when its program started.</summary>
    public IReadOnlyList<PresentFile> Present { get; init; } = [];

    /// <summary>What was not kept, and why.</summary>
    public IReadOnlyDictionary<string, string> Skipped { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether an output has the name of an input: the run changed it, or it is the name of one of its two outputs.</summary>
    public bool IsShadowed(string input) => input is "stdout" or "stderr" || Outputs.Any(output => output.Name == input);
}
