using Warren.Images.Store;

namespace Warren.Images.Archives;

/// <summary>Finds the image in what <c>docker save</c> writes (moby, image/spec/v1.2.md, "Combined Image JSON").</summary>
internal sealed class DockerArchive(SpooledArchive archive, UnpackLimits limits)
{
    public ArchivedImage Read()
    {
        var images = StoreJson.Read(archive.ReadDocument("manifest.json"), StoreJson.Default.ListDockerArchiveImage, "manifest");
        if (images is not [{ Config: { } config, Layers: { } layers } image])
            throw ArchivedImage.Refused("the archive must hold exactly one image with a configuration and layers");
        if (layers.Count > limits.MaxLayers)
            throw ArchivedImage.Refused($"it has more than {limits.MaxLayers} layers");
        return new(archive.ReadDocument(config), null, [.. layers.Select(Layer)], image.RepoTags?.FirstOrDefault());
    }

    private ArchivedImage.Layer Layer(string? name) =>
        new((name is null ? null : archive.Find(name)) ?? throw ArchivedImage.Refused("the archive lacks one of its layers"), null, null);
}
