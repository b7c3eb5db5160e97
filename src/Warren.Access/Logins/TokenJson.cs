using System.Text.Json.Serialization;

namespace Warren.Access.Logins;

/// <summary>The JSON form of what tokens say.</summary>
[JsonSerializable(typeof(TokenClaims))]
internal sealed partial class TokenJson : JsonSerializerContext;
