using System.Formats.Tar;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Warren.Images.Tests.Archives;

/// <summary>Makes image archives as engines write them, and such as none would.</summary>
public static class TestArchive
{
    private static readonly string[] Tags = ["test/archive:1.0"];

    public static string HostArchitecture => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64";

    public static string DigestOf(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static MemoryStream Docker(params TestLayer[] layers) => DockerOfTars([.. layers.Select(layer => layer.ToTar())]);

    public static MemoryStream DockerOfTars(params byte[][] tars) => DockerOfPacked([.. tars.Select(tar => (tar, tar))]);

    public static MemoryStream DockerOfPacked(params (byte[] Packed, byte[] Tar)[] layers)
    {
        Dictionary<string, byte[]> files = new() { ["config.json"] = Config(HostArchitecture, layers.Select(layer => DigestOf(layer.Tar))) };
        foreach (var (index, layer) in layers.Index())
            files[$"{index}/layer.tar"] = layer.Packed;
        files["manifest.json"] = JsonSerializer.SerializeToUtf8Bytes(new[]
        {
            new { Config = "config.json", RepoTags = Tags, Layers = layers.Select((_, index) => $"{index}/layer.tar") },
        });
        return Tar(files);
    }

    /// <summary>An OCI layout with an image for each architecture, whose layer and documents may be altered after their digests were taken.</summary>
    public static MemoryStream Oci(IEnumerable<(string Architecture, byte[] Tar)> images, Action<Dictionary<string, byte[]>>? alter = null)
    {
        Dictionary<string, byte[]> files = new() { ["oci-layout"] = """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray() };
        object Add(string type, byte[] content, object? platform = null)
        {
            files[$"blobs/sha256/{DigestOf(content)[7..]}"] = content;
            return new { mediaType = type, digest = DigestOf(content), size = content.Length, platform };
        }
        List<object> manifests = [];
        foreach (var (architecture, tar) in images)
        {
            var manifest = JsonSerializer.SerializeToUtf8Bytes(new
            {
                schemaVersion = 2,
                config = Add("application/vnd.oci.image.config.v1+json", Config(architecture, [DigestOf(tar)])),
                layers = new[] { Add("application/vnd.oci.image.layer.v1.tar+gzip", TestLayer.Gzip(tar)) },
            });
            manifests.Add(Add("application/vnd.oci.image.manifest.v1+json", manifest, new { os = "linux", architecture }));
        }
        files["index.json"] = JsonSerializer.SerializeToUtf8Bytes(new { schemaVersion = 2, manifests });
        alter?.Invoke(files);
        return Tar(files);
    }

    public static MemoryStream Tar(Dictionary<string, byte[]> files)
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
            foreach (var (name, content) in files)
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        tar.Position = 0;
        return tar;
    }

    private static byte[] Config(string architecture, IEnumerable<string> diffs) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
    {
        architecture,
        os = "linux",
        config = new { Env = (string[])["PATH=/bin", "EMPTY=", "PAIR=a=b"], WorkingDir = "/srv", User = "" },
        rootfs = new { type = "layers", diff_ids = diffs },
    }));
}
