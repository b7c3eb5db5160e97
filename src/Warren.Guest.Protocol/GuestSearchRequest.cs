namespace Warren.Guest.Protocol;

/// <summary>What the helper programs <c>search</c> and <c>replace</c> read from standard input.</summary>
public sealed record GuestSearchRequest
{
    /// <summary>File or folder to begin at.</summary>
    public required string Path { get; init; }

    /// <summary>What to look for.</summary>
    public required string Pattern { get; init; }

    /// <summary>What takes its place; null only to look.</summary>
    public string? Replacement { get; init; }

    /// <summary>Whether the pattern is a regular expression.</summary>
    public bool Regex { get; init; }

    /// <summary>Whether case does not matter.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>Globs of files to look at.</summary>
    public IReadOnlyList<string>? Include { get; init; }

    /// <summary>Globs of what to leave out.</summary>
    public IReadOnlyList<string>? Exclude { get; init; }

    /// <summary>Most matches.</summary>
    public int MaxResults { get; init; }

    /// <summary>Whether nothing is to be changed.</summary>
    public bool DryRun { get; init; }
}
