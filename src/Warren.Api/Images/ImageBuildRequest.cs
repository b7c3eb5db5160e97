namespace Warren.Api.Images;

/// <summary>Asks for an image to be built from the recipe that comes with Warren.</summary>
public sealed record ImageBuildRequest
{
    /// <summary>The image, such as <c>warren/worker</c>.</summary>
    public required string Reference { get; init; }

    /// <summary>Build it anew although the store has it.</summary>
    public bool Force { get; init; }
}
