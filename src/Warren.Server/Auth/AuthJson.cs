using System.Text.Json.Serialization;
using Warren.Server.Auth.Oidc;

namespace Warren.Server.Auth;

/// <summary>The JSON form of what is kept for signing in, in the state folder and in browsers.</summary>
[JsonSerializable(typeof(IReadOnlyList<SigningKey>))]
[JsonSerializable(typeof(OidcAttempt))]
[JsonSerializable(typeof(Dictionary<string, DateTimeOffset>))]
internal sealed partial class AuthJson : JsonSerializerContext;
