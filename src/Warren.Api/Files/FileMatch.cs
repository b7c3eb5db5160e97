namespace Warren.Api.Files;

/// <summary>A place where a text was found.</summary>
public sealed record FileMatch
{
    /// <summary>Path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Number of the line, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Number of the letter in the line (UTF-16) that the match starts at, from 1.</summary>
    public required int Column { get; init; }

    /// <summary>The line, at most 1,024 letters of it around the match.</summary>
    public required string Text { get; init; }
}
