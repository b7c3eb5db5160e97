using System.Text.Json.Serialization;

namespace Warren.Sandboxes.Execs;

/// <summary>The stored form of a record.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExecRecord))]
internal sealed partial class ExecRecordJson : JsonSerializerContext;
