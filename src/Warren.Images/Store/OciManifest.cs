namespace Warren.Images.Store;

/// <summary>An image: its configuration and its layers, lowest first (OCI image specification, manifest.md).</summary>
internal sealed record OciManifest
{
    public int SchemaVersion { get; init; } = 2;

    public string? MediaType { get; init; }

    public OciDescriptor? Config { get; init; }

    public List<OciDescriptor>? Layers { get; init; }
}
