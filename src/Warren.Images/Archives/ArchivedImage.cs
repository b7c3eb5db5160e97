using Warren.Images.Store;

namespace Warren.Images.Archives;

/// <summary>An image as it was found in an archive; nothing but the form of its documents was verified yet.</summary>
/// <param name="Config">Its configuration document.</param>
/// <param name="Manifest">Its manifest document; null where the form has none and one is to be made.</param>
/// <param name="Layers">Its layers, lowest first.</param>
/// <param name="Reference">The name that it has in the archive, or null.</param>
internal sealed record ArchivedImage(
    byte[] Config, byte[]? Manifest, IReadOnlyList<ArchivedImage.Layer> Layers, string? Reference)
{
    /// <summary>One layer.</summary>
    /// <param name="File">Host path of its packed content.</param>
    /// <param name="Digest">Digest that the content must have; null where the archive does not say.</param>
    /// <param name="Size">Size in bytes that it must have, or null.</param>
    internal sealed record Layer(string File, Digest? Digest, long? Size);

    /// <summary>Digests of the unpacked layers, lowest first.</summary>
    public IReadOnlyList<Digest> DiffDigests { get; } = ReadDiffDigests(Config, Layers.Count);

    private static List<Digest> ReadDiffDigests(byte[] config, int layers)
    {
        var image = StoreJson.Read(config, StoreJson.Default.OciImage, "configuration");
        if (image.OperatingSystem is { Length: > 0 } and not "linux")
            throw Refused("it is not for Linux");
        if (image.Architecture is { Length: > 0 } architecture && architecture != OciPlatform.Host.Architecture)
            throw Refused($"it is for {Images.Layers.LayerPath.Shown(architecture)}, this host is {OciPlatform.Host.Architecture}");
        var diffs = image.Root?.DiffDigests ?? [];
        return diffs.Count == layers ? diffs.ConvertAll(Store.Digest.Parse)
            : throw Refused($"its configuration speaks of {diffs.Count} layers, but it has {layers}");
    }

    internal static Api.WarrenException Refused(string why) => new(Api.ErrorCode.InvalidRequest, $"The image is refused: {why}.");
}
