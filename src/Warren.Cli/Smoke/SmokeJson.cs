using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Warren.Cli.Smoke;

/// <summary>The JSON form of what <c>warren smoke</c> prints.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SmokeStep))]
internal sealed partial class SmokeJson : JsonSerializerContext;
