namespace Warren.Api.Files;

/// <summary>Asks for the lines of files that hold a text.</summary>
public sealed record FileSearchRequest
{
    /// <summary>Folder to look through with all that is below, or one file; default the sandbox's workdir.</summary>
    public string? Path { get; init; }

    /// <summary>The text to look for, or a regular expression of .NET where <see cref="Regex"/>.</summary>
    public required string Pattern { get; init; }

    /// <summary>Whether the pattern is a regular expression. Line by line; <c>^</c> and <c>$</c> mean a line's ends.</summary>
    public bool Regex { get; init; }

    /// <summary>Whether upper and lower case are the same.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>
    /// Only files that one of these globs matches: <c>*</c> and <c>?</c> within a name, <c>**</c> across folders; one
    /// without a slash is matched to names, any other to paths below <see cref="Path"/>.
    /// </summary>
    public IReadOnlyList<string>? Include { get; init; }

    /// <summary>Neither files nor folders that one of these globs matches.</summary>
    public IReadOnlyList<string>? Exclude { get; init; }

    /// <summary>Most matches, 1 to 10,000; default 1,000.</summary>
    public int? MaxResults { get; init; }

    /// <summary>Whose rights count; default the sandbox's user.</summary>
    public string? User { get; init; }
}
