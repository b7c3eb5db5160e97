namespace Warren.Api.Files;

/// <summary>Asks to replace a text in files.</summary>
public sealed record FileReplaceRequest
{
    /// <summary>Folder to go through with all that is below, or one file; default the sandbox's workdir.</summary>
    public string? Path { get; init; }

    /// <summary>As in <see cref="FileSearchRequest.Pattern"/>.</summary>
    public required string Pattern { get; init; }

    /// <summary>What takes its place; with <see cref="Regex"/>, <c>$1</c> and <c>${name}</c> stand for groups.</summary>
    public required string Replacement { get; init; }

    /// <summary>As in <see cref="FileSearchRequest.Regex"/>.</summary>
    public bool Regex { get; init; }

    /// <summary>As in <see cref="FileSearchRequest.IgnoreCase"/>.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>As in <see cref="FileSearchRequest.Include"/>.</summary>
    public IReadOnlyList<string>? Include { get; init; }

    /// <summary>As in <see cref="FileSearchRequest.Exclude"/>.</summary>
    public IReadOnlyList<string>? Exclude { get; init; }

    /// <summary>Whether only to tell what would be replaced.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whose rights count; default the sandbox's user.</summary>
    public string? User { get; init; }
}
