using System.Text.Json.Serialization;

namespace Warren.Images.Store;

/// <summary>An image's configuration document (OCI image specification, config.md).</summary>
internal sealed record OciImage
{
    public DateTimeOffset? Created { get; init; }

    public string? Architecture { get; init; }

    [JsonPropertyName("os")]
    public string? OperatingSystem { get; init; }

    public RunConfig? Config { get; init; }

    [JsonPropertyName("rootfs")]
    public RootFileSystem? Root { get; init; }

    /// <summary>How it is to be run.</summary>
    internal sealed record RunConfig
    {
        [JsonPropertyName("Env")]
        public List<string?>? Environment { get; init; }

        [JsonPropertyName("WorkingDir")]
        public string? WorkingFolder { get; init; }

        [JsonPropertyName("User")]
        public string? User { get; init; }

        [JsonPropertyName("Cmd")]
        public List<string>? Command { get; init; }
    }

    /// <summary>Digests of the unpacked layers, lowest first.</summary>
    internal sealed record RootFileSystem
    {
        public string? Type { get; init; }

        [JsonPropertyName("diff_ids")]
        public List<string>? DiffDigests { get; init; }
    }
}
