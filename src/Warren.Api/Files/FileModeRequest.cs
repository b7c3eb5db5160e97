namespace Warren.Api.Files;

/// <summary>Asks to change permissions.</summary>
public sealed record FileModeRequest
{
    /// <summary>Absolute path, or one from the sandbox's workdir on. Links are followed.</summary>
    public required string Path { get; init; }

    /// <summary>Permissions in octal, such as <c>0644</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Whose rights count; default the sandbox's user.</summary>
    public string? User { get; init; }
}
