namespace Warren.Api.Files;

/// <summary>What a search found.</summary>
public sealed record FileSearchResult
{
    /// <summary>The matches, file by file in the order of their paths; one for each line.</summary>
    public required IReadOnlyList<FileMatch> Matches { get; init; }

    /// <summary>Whether there may be more, because the most that was asked for was found.</summary>
    public required bool Truncated { get; init; }

    /// <summary>Files that were looked through.</summary>
    public required int FilesSearched { get; init; }

    /// <summary>Files that hold no text, cannot be read, or took the pattern too long.</summary>
    public required int FilesSkipped { get; init; }
}
