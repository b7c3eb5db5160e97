using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Warren.Access;
using Warren.Api.Access;
using Warren.Api.Sessions;
using Warren.Sandboxes;
using Warren.Sessions;
using Warren.Tools.Runs;

namespace Warren.Storage;

/// <summary>The JSON form of what is stored, the same in every database and as it was in files.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AccountRecord))]
[JsonSerializable(typeof(KeyRecord))]
[JsonSerializable(typeof(QuotaLimits))]
[JsonSerializable(typeof(Agent))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(SandboxRecord))]
[JsonSerializable(typeof(SessionRecord))]
[JsonSerializable(typeof(ToolRunRecord))]
internal sealed partial class StorageJson : JsonSerializerContext;
