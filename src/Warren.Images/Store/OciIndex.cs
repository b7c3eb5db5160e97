namespace Warren.Images.Store;

/// <summary>A list of manifests, one for each platform (OCI image specification, image-index.md).</summary>
internal sealed record OciIndex
{
    public List<OciDescriptor?>? Manifests { get; init; }
}
