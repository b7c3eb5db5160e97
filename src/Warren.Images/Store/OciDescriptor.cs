using System.Text.Json.Serialization;

namespace Warren.Images.Store;

/// <summary>Points to content (OCI image specification, descriptor.md).</summary>
internal sealed record OciDescriptor
{
    public string? MediaType { get; init; }

    public string? Digest { get; init; }

    public long Size { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OciPlatform? Platform { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string>? Annotations { get; init; }
}
