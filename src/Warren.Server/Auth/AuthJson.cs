using System.Text.Json.Serialization;

namespace Warren.Server.Auth;

/// <summary>The JSON form of what is kept in the state folder for signing in.</summary>
[JsonSerializable(typeof(IReadOnlyList<SigningKey>))]
[JsonSerializable(typeof(Dictionary<string, DateTimeOffset>))]
internal sealed partial class AuthJson : JsonSerializerContext;
