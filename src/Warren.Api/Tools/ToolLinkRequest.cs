namespace Warren.Api.Tools;

/// <summary>Asks for a signed link to an artifact, for <c>GET</c> and <c>HEAD</c>.</summary>
public sealed record ToolLinkRequest
{
    /// <summary>The artifact's name.</summary>
    public required string Name { get; init; }

    /// <summary>Which one, where an input was changed and both have the name; default the output.</summary>
    public ToolArtifactKind? Kind { get; init; }

    /// <summary>Seconds that it works, from 1 to 86400 (a day); default 3600. It ends with the run in any case.</summary>
    public int? ExpiresInSeconds { get; init; }
}
