using System.Text.Json.Serialization;

namespace Warren.Sandboxes.Execs;

/// <summary>The stored form of records.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredExec))]
internal sealed partial class ExecRecordJson : JsonSerializerContext;
