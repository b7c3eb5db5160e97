namespace Warren.Images.Store;

/// <summary>A name in the store and the image that it stands for now.</summary>
internal sealed record StoredReference
{
    public required string Reference { get; init; }

    /// <summary>Digest of the manifest.</summary>
    public required string Digest { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Digest of the recipe it was built by; null when it was imported.</summary>
    public string? RecipeDigest { get; init; }
}
