namespace Warren.Api.Files;

/// <summary>Asks to move or to copy a file, link or folder with all that is in it.</summary>
public sealed record FileMoveRequest
{
    /// <summary>What is moved: absolute path, or one from the sandbox's workdir on. A link is moved itself.</summary>
    public required string From { get; init; }

    /// <summary>Its new path, which is not the folder to put it into.</summary>
    public required string To { get; init; }

    /// <summary>Whether a file that has the new path may be replaced; default false.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whose rights count; default the sandbox's user.</summary>
    public string? User { get; init; }
}
