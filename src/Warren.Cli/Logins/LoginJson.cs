using System.Text.Json;
using System.Text.Json.Serialization;

namespace Warren.Cli.Logins;

/// <summary>The JSON form of the file of logins.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Dictionary<string, StoredLogin>))]
internal sealed partial class LoginJson : JsonSerializerContext;
