namespace Warren.Api.Files;

/// <summary>Asks for a new folder.</summary>
public sealed record FileFolderRequest
{
    /// <summary>Absolute path, or one from the sandbox's workdir on.</summary>
    public required string Path { get; init; }

    /// <summary>Whether folders on the way are made too, and one that is there already is no error; default true.</summary>
    public bool? Parents { get; init; }

    /// <summary>Permissions in octal; default <c>0755</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>Whose rights count and whose the folder is; default the sandbox's user.</summary>
    public string? User { get; init; }
}
