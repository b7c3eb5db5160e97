using System.Security.Cryptography;
using System.Text.Json;
using Warren.Api;
using Warren.Api.Images;
using Warren.Images.Layers;
using Warren.Images.Store;

namespace Warren.Images.Archives;

/// <summary>Brings an image archive, which is hostile input, into the store.</summary>
internal sealed class ImageImporter(ContentStore store, UnpackLimits limits, TimeProvider time)
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";
    private const string PlainLayerType = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>Imports from a seekable stream. The caller holds the store for adding.</summary>
    public async Task<StoredReference> ImportAsync(
        Stream archive, ArchiveKind kind, ImageReference? name, IProgress<ImageProgress>? progress, CancellationToken cancellationToken)
    {
        using var temporary = store.MakeTemporary();
        progress?.Report(new() { Message = "read archive", Step = 0, Steps = 1 });
        var image = await Task.Run(() => ReadImage(archive, kind, temporary, cancellationToken), cancellationToken).ConfigureAwait(false);
        name ??= ImageReference.TryParse(image.Reference ?? "", out var own) ? own : throw new WarrenException(
            ErrorCode.InvalidRequest, "The archive has no name for its image; give a reference to import it under.");
        if (name.Digest is not null)
            throw new WarrenException(ErrorCode.InvalidRequest, "An image is imported under a name with a tag, not a digest.");
        List<OciDescriptor> layers = [];
        var steps = image.Layers.Count + 2;
        foreach (var (layer, diff) in image.Layers.Zip(image.DiffDigests))
        {
            progress?.Report(new() { Message = $"unpack layer {layers.Count + 1} of {image.Layers.Count}", Step = layers.Count + 1, Steps = steps });
            layers.Add(await AddLayerAsync(layer, diff, cancellationToken).ConfigureAwait(false));
        }
        var stored = Register(image, layers, name);
        progress?.Report(new() { Message = $"imported {name.Tagged}", Step = steps, Steps = steps });
        return stored;
    }

    /// <summary>Makes an unpacked layer out of a packed one, unless the store has it.</summary>
    public Task UnpackLayerAsync(string file, Digest diff, CancellationToken cancellationToken) =>
        store.MakeLayerAsync(diff, root => UnpackLayer(file, diff, root, cancellationToken), cancellationToken);

    private ArchivedImage ReadImage(Stream archive, ArchiveKind kind, TemporaryFolder temporary, CancellationToken cancellationToken)
    {
        var spooled = SpooledArchive.Read(archive, temporary, limits, cancellationToken);
        return kind switch
        {
            ArchiveKind.Oci => new OciArchive(spooled, limits).Read(),
            ArchiveKind.Docker => new DockerArchive(spooled, limits).Read(),
            _ => throw new WarrenException(ErrorCode.InvalidRequest, "The kind of an archive is oci or docker."),
        };
    }

    private async Task<OciDescriptor> AddLayerAsync(ArchivedImage.Layer layer, Digest diff, CancellationToken cancellationToken)
    {
        await using var content = new FileStream(layer.File, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, useAsync: true);
        var digest = new Digest(Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false)));
        var size = content.Length;
        if ((layer.Digest ?? digest) != digest || (layer.Size ?? size) != size)
            throw ArchivedImage.Refused("a layer is not what its digest says");
        await UnpackLayerAsync(layer.File, diff, cancellationToken).ConfigureAwait(false);
        if (!store.HasBlob(digest))
            store.AdoptBlob(layer.File, digest);
        return new() { MediaType = digest == diff ? PlainLayerType : PlainLayerType + "+gzip", Digest = digest.ToString(), Size = size };
    }

    private void UnpackLayer(string file, Digest diff, string root, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
            throw new WarrenException(ErrorCode.CapabilityMissing, "Unpacking an image needs root rights: owners in it must be set.");
        Directory.CreateDirectory(root);
        using var packed = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        using var guarded = GuardedStream.Open(packed, limits);
        using var tree = new LayerTree(root);
        new ImageLayerUnpacker(tree, limits).Unpack(guarded, cancellationToken);
        if (guarded.Digest != diff)
            throw ArchivedImage.Refused("an unpacked layer is not what the configuration says");
        const UnixFileMode everyone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(root, everyone);
    }

    private StoredReference Register(ArchivedImage image, List<OciDescriptor> layers, ImageReference name)
    {
        var config = store.AddDocument(image.Config, ConfigType);
        var json = image.Manifest ?? JsonSerializer.SerializeToUtf8Bytes(
            new OciManifest { MediaType = ManifestType, Config = config, Layers = layers }, StoreJson.Default.OciManifest);
        var reference = new StoredReference
        {
            Reference = name.Tagged,
            Digest = store.AddDocument(json, ManifestType).Digest!,
            CreatedAt = time.GetUtcNow(),
        };
        store.WriteReference(reference);
        return reference;
    }
}
