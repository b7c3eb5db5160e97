using System.Text.Json.Serialization;

namespace Warren.Images.Archives;

/// <summary>One image in the <c>manifest.json</c> of what <c>docker save</c> writes (moby, image/spec/v1.2.md).</summary>
internal sealed record DockerArchiveImage
{
    [JsonPropertyName("Config")]
    public string? Config { get; init; }

    [JsonPropertyName("RepoTags")]
    public List<string?>? RepoTags { get; init; }

    [JsonPropertyName("Layers")]
    public List<string?>? Layers { get; init; }
}
