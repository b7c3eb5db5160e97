namespace Warren.Api.Files;

/// <summary>Asks to be told of changes.</summary>
public sealed record FileWatchRequest
{
    /// <summary>Folder or file: absolute path, or one from the sandbox's workdir on.</summary>
    public required string Path { get; init; }

    /// <summary>Whether folders below are watched too.</summary>
    public bool Recursive { get; init; }

    /// <summary>Whose rights count; default the sandbox's user.</summary>
    public string? User { get; init; }
}
