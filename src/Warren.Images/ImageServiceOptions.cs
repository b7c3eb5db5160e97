namespace Warren.Images;

/// <summary>What an <see cref="ImageService"/> works with.</summary>
public sealed record ImageServiceOptions
{
    /// <summary>Folder of the store; made when it is missing.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Folder that holds a folder for each recipe, such as <c>images/</c> of the repository.</summary>
    public required string RecipesFolder { get; init; }

    /// <summary>What an archive from outside may make this host do.</summary>
    public UnpackLimits Limits { get; init; } = new();

    /// <summary>How long an image that was prepared counts as in use, until the sandbox that asked for it is on record.</summary>
    public TimeSpan PreparedGrace { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Digests of the manifests that sandboxes run from (their <c>ImageDigest</c>): these images stay on disk, also
    /// when their name is removed. Without it only names keep images.
    /// </summary>
    public Func<CancellationToken, Task<IReadOnlyCollection<string>>>? ImagesInUse { get; init; }
}
