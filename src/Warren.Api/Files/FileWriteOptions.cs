namespace Warren.Api.Files;

/// <summary>How a file is written.</summary>
public sealed record FileWriteOptions
{
    /// <summary>Permissions of a file that is made, in octal; default <c>0644</c>. One that is there keeps its own unless given.</summary>
    public string? Mode { get; init; }

    /// <summary>Whether missing folders on the way are made; default true.</summary>
    public bool CreateParents { get; init; } = true;

    /// <summary>Whether to add to the end of the file. It is then changed in place, not replaced.</summary>
    public bool Append { get; init; }

    /// <summary>Whether a file that is there already is a conflict.</summary>
    public bool CreateOnly { get; init; }

    /// <summary>The entity tag that the file must still have; null for any.</summary>
    public string? IfMatch { get; init; }

    /// <summary>Whose rights count and whose a new file is; default the sandbox's user.</summary>
    public string? User { get; init; }
}
