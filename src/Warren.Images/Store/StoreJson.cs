using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Warren.Api;

namespace Warren.Images.Store;

/// <summary>JSON of the store and of archives.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32)]
[JsonSerializable(typeof(OciIndex))]
[JsonSerializable(typeof(OciManifest))]
[JsonSerializable(typeof(OciImage))]
[JsonSerializable(typeof(StoredReference))]
[JsonSerializable(typeof(List<Archives.DockerArchiveImage>))]
internal sealed partial class StoreJson : JsonSerializerContext
{
    /// <summary>Reads a document out of an archive.</summary>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string what)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException();
        }
        catch (JsonException malformed)
        {
            throw new WarrenException(ErrorCode.InvalidRequest, $"The image is refused: its {what} is malformed.", malformed);
        }
    }
}
