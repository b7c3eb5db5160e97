namespace Warren.Api.Images;

/// <summary>An image in the store.</summary>
public sealed record ImageInfo
{
    /// <summary>Reference it goes by, such as <c>warren/worker</c>.</summary>
    public required string Reference { get; init; }

    /// <summary>Digest of its manifest: <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public required string Digest { get; init; }

    /// <summary>Bytes of all its layers, compressed as stored.</summary>
    public required long Size { get; init; }

    /// <summary>When it came into the store.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
