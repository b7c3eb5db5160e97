using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Warren.Images.Store;

/// <summary>What an image runs on (OCI image specification, image-index.md); names as Go has them.</summary>
internal sealed record OciPlatform
{
    public string? Architecture { get; init; }

    [JsonPropertyName("os")]
    public string? OperatingSystem { get; init; }

    /// <summary>This host.</summary>
    public static OciPlatform Host { get; } = new()
    {
        OperatingSystem = "linux",
        Architecture = RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64",
    };
}
