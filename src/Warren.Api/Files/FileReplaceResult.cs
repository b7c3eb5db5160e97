namespace Warren.Api.Files;

/// <summary>What a replacement did, or would do.</summary>
public sealed record FileReplaceResult
{
    /// <summary>The files that were changed, in the order of their paths; the first 10,000.</summary>
    public required IReadOnlyList<FileReplacement> Files { get; init; }

    /// <summary>How many places in all files.</summary>
    public required long Replacements { get; init; }

    /// <summary>Files that were looked through.</summary>
    public required int FilesSearched { get; init; }

    /// <summary>Files that hold no text, are larger than 16 MiB, cannot be read or written, or took the pattern too long.</summary>
    public required int FilesSkipped { get; init; }
}
