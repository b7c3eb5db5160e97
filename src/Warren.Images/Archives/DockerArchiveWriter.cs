using System.Formats.Tar;
using System.Text.Json;
using Warren.Images.Store;

namespace Warren.Images.Archives;

/// <summary>
/// Writes an image of the store as <c>docker load</c> takes it (moby, image/spec/v1.2.md, "Combined Image JSON"). Its configuration is its platform and
/// its layers alone: what an image says of volumes, ports and health checks is not the engine's business, and so its id is the same wherever it is written.
/// </summary>
internal sealed class DockerArchiveWriter(ContentStore store)
{
    /// <summary>The id by which engines know the image: the digest of its configuration.</summary>
    public static Digest IdOf(OciImage image) => Digest.Of(Configuration(image));

    /// <summary>Writes it.</summary>
    public async Task WriteAsync(OciManifest manifest, OciImage image, Stream output, CancellationToken cancellationToken)
    {
        var configuration = Configuration(image);
        var id = Digest.Of(configuration);
        var layers = manifest.Layers!.Select(layer => Digest.Parse(layer.Digest)).ToList();
        var listed = new List<DockerArchiveImage>
        {
            new() { Config = $"{id.Hex}.json", RepoTags = [$"warren/image:{id.Hex}"], Layers = [.. layers.Select(NameOf)] },
        };
        await using var tar = new TarWriter(output, TarEntryFormat.Pax, leaveOpen: true);
        await WriteAsync(tar, "manifest.json", new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(listed, StoreJson.Default.ListDockerArchiveImage)), cancellationToken).ConfigureAwait(false);
        await WriteAsync(tar, $"{id.Hex}.json", new MemoryStream(configuration), cancellationToken).ConfigureAwait(false);
        foreach (var layer in layers.Distinct())
        {
            await using var blob = new FileStream(store.BlobPath(layer), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
            await WriteAsync(tar, NameOf(layer), blob, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string NameOf(Digest layer) => $"{layer.Hex}.tar";

    private static async Task WriteAsync(TarWriter tar, string name, Stream content, CancellationToken cancellationToken)
    {
        const UnixFileMode readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        await using (content)
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content, Mode = readable }, cancellationToken).ConfigureAwait(false);
    }

    private static byte[] Configuration(OciImage image)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("architecture", image.Architecture);
            json.WriteString("os", image.OperatingSystem);
            json.WriteString("created", DateTimeOffset.UnixEpoch);
            json.WriteStartObject("config");
            json.WriteEndObject();
            json.WriteStartObject("rootfs");
            json.WriteString("type", "layers");
            json.WriteStartArray("diff_ids");
            foreach (var digest in image.Root!.DiffDigests!)
                json.WriteStringValue(digest);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }
}
