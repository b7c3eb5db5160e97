using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using Warren.Images;

namespace Warren.TestKit;

/// <summary>An image of a few bytes, for tests in which nothing is run from it.</summary>
public static class TinyImage
{
    /// <summary>The name it is imported under.</summary>
    public const string Reference = "tiny:latest";

    /// <summary>Imports it into a store.</summary>
    public static async Task ImportAsync(ImageService images, CancellationToken cancellationToken)
    {
        using var archive = new MemoryStream(Archive());
        await images.ImportAsync(archive, ArchiveKind.Docker, Reference, progress: null, cancellationToken);
    }

    /// <summary>The archive, as <c>docker save</c> writes it: a manifest, a configuration, and a layer.</summary>
    public static byte[] Archive()
    {
        var layer = Tar(("hello", "world"u8.ToArray()));
        var digest = Convert.ToHexStringLower(SHA256.HashData(layer));
        var config = JsonSerializer.SerializeToUtf8Bytes(new
        {
            architecture = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64",
            os = "linux",
            config = new { Env = new[] { "PATH=/bin", "FROM_IMAGE=yes" } },
            rootfs = new { type = "layers", diff_ids = new[] { $"sha256:{digest}" } },
        });
        var manifest = JsonSerializer.SerializeToUtf8Bytes(new[] { new { Config = "config.json", RepoTags = new[] { Reference }, Layers = new[] { "layer.tar" } } });
        return Tar(("manifest.json", manifest), ("config.json", config), ("layer.tar", layer));
    }

    private static byte[] Tar(params (string Name, byte[] Content)[] files)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
            foreach (var (name, content) in files)
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        return tar.ToArray();
    }
}
