using System.Text.Json.Serialization;

namespace Warren.Access.Logins;

/// <summary>What a token says, in the names of RFC 7519.</summary>
/// <param name="Issuer">Always <see cref="TokenSigner.Issuer"/>.</param>
/// <param name="Id">Of the token itself.</param>
/// <param name="AccountId">Whose it is.</param>
/// <param name="LoginId">The login that it belongs to.</param>
/// <param name="CredentialVersion">The account's when it was given.</param>
/// <param name="IssuedAt">When it was given, in seconds since 1970.</param>
/// <param name="ExpiresAt">When it ends, likewise.</param>
internal sealed record TokenClaims(
    [property: JsonPropertyName("iss")] string Issuer,
    [property: JsonPropertyName("jti")] string Id,
    [property: JsonPropertyName("sub")] string AccountId,
    [property: JsonPropertyName("sid")] string LoginId,
    [property: JsonPropertyName("ver")] int CredentialVersion,
    [property: JsonPropertyName("iat")] long IssuedAt,
    [property: JsonPropertyName("exp")] long ExpiresAt);
