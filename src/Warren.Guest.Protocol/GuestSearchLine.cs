namespace Warren.Guest.Protocol;

/// <summary>A line of what <c>search</c> and <c>replace</c> write: a match, a changed file, or, last, the sum.</summary>
public sealed record GuestSearchLine
{
    /// <summary>The file; null in the last line.</summary>
    public string? Path { get; init; }

    /// <summary>Number of the line, from 1.</summary>
    public int Line { get; init; }

    /// <summary>Number of the letter in it, from 1.</summary>
    public int Column { get; init; }

    /// <summary>The line's text around the match.</summary>
    public string? Text { get; init; }

    /// <summary>Places that were replaced: of the file, or of all.</summary>
    public long Replacements { get; init; }

    /// <summary>Files looked through; in the last line.</summary>
    public int? FilesSearched { get; init; }

    /// <summary>Files left out.</summary>
    public int FilesSkipped { get; init; }

    /// <summary>Whether the most matches were found.</summary>
    public bool Truncated { get; init; }
}
