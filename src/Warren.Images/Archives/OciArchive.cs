using Warren.Api;
using Warren.Images.Store;

namespace Warren.Images.Archives;

/// <summary>Finds the image for this host in an OCI image layout (OCI image specification, image-layout.md).</summary>
internal sealed class OciArchive(SpooledArchive archive, UnpackLimits limits)
{
    private const int MaxNesting = 4;

    public ArchivedImage Read()
    {
        archive.ReadDocument("oci-layout");
        var (descriptor, reference) = Choose(archive.ReadDocument("index.json"), 0);
        var json = Verified(descriptor);
        var manifest = StoreJson.Read(json, StoreJson.Default.OciManifest, "manifest");
        if (manifest is not { SchemaVersion: 2, Config: { } config, Layers: { } layers })
            throw ArchivedImage.Refused("its manifest has no configuration or no layers");
        if (layers.Count > limits.MaxLayers)
            throw ArchivedImage.Refused($"it has more than {limits.MaxLayers} layers");
        return new(Verified(config), json, [.. layers.Select(Layer)], reference);
    }

    private static string BlobName(OciDescriptor descriptor) => $"blobs/sha256/{Digest.Parse(descriptor.Digest).Hex}";

    private static bool IsIndex(OciDescriptor descriptor) =>
        descriptor.MediaType is "application/vnd.oci.image.index.v1+json" or "application/vnd.docker.distribution.manifest.list.v2+json";

    private static bool IsForThisHost(OciDescriptor descriptor) => descriptor.Platform is null
        || (descriptor.Platform.OperatingSystem == "linux" && descriptor.Platform.Architecture == OciPlatform.Host.Architecture);

    private static string? NameOf(OciDescriptor descriptor) =>
        descriptor.Annotations?.GetValueOrDefault("io.containerd.image.name")
        ?? descriptor.Annotations?.GetValueOrDefault("org.opencontainers.image.ref.name");

    private (OciDescriptor Manifest, string? Reference) Choose(byte[] index, int nesting)
    {
        if (nesting >= MaxNesting)
            throw ArchivedImage.Refused("its indexes are nested too deep");
        var manifests = StoreJson.Read(index, StoreJson.Default.OciIndex, "index").Manifests ?? [];
        var chosen = manifests.OfType<OciDescriptor>().Where(IsForThisHost).OrderBy(descriptor => descriptor.Platform is null).FirstOrDefault()
            ?? throw ArchivedImage.Refused($"it has no manifest for linux/{OciPlatform.Host.Architecture}");
        if (!IsIndex(chosen))
            return (chosen, NameOf(chosen));
        var (manifest, reference) = Choose(Verified(chosen), nesting + 1);
        return (manifest, NameOf(chosen) ?? reference);
    }

    private byte[] Verified(OciDescriptor descriptor)
    {
        var json = archive.ReadDocument(BlobName(descriptor));
        if (json.Length != descriptor.Size || Digest.Of(json) != Digest.Parse(descriptor.Digest))
            throw ArchivedImage.Refused("a document is not what its digest says");
        return json;
    }

    private ArchivedImage.Layer Layer(OciDescriptor? descriptor)
    {
        if (descriptor is null)
            throw ArchivedImage.Refused("its manifest has a layer that is null");
        if (descriptor.MediaType?.EndsWith("zstd", StringComparison.Ordinal) == true)
            throw new WarrenException(ErrorCode.CapabilityMissing,
                "zstd-compressed layers cannot be read here; save the image with gzip layers");
        if (descriptor.MediaType?.Contains(".tar", StringComparison.Ordinal) != true)
            throw ArchivedImage.Refused("a layer is no tar");
        var file = archive.Find(BlobName(descriptor)) ?? throw ArchivedImage.Refused("the archive lacks one of its layers");
        return new(file, Digest.Parse(descriptor.Digest), descriptor.Size);
    }
}
