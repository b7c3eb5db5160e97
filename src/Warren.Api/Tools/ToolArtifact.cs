namespace Warren.Api.Tools;

/// <summary>One file of a run.</summary>
public sealed record ToolArtifact
{
    /// <summary>Its name among those of its kind, as in <see cref="ToolArtifacts"/>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required ToolArtifactKind Kind { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The media type that it is served with, guessed from its name.</summary>
    public required string ContentType { get; init; }

    /// <summary>Its address; needs a credential in a header, or a signed link of <c>POST /api/v0/tool-runs/{run}/links</c>.</summary>
    public required string Url { get; init; }
}
