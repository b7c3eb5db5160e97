using System.Text.Json;
using System.Text.Json.Serialization;

namespace Warren.Tools.Artifacts;

/// <summary>The JSON form of what is stored beside artifacts.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ArtifactIndex))]
internal sealed partial class ArtifactJson : JsonSerializerContext;
