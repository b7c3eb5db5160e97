namespace Warren.Api.Files;

/// <summary>What was replaced in a file.</summary>
public sealed record FileReplacement
{
    /// <summary>Path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>How many places.</summary>
    public required int Replacements { get; init; }
}
