namespace Warren.Access.Oidc;

/// <summary>The provider that vouches for subjects, and what this server is to it.</summary>
/// <param name="Issuer">Its identifier, exactly as it writes it itself (OpenID Connect Core 1.0, section 1.2).</param>
/// <param name="ClientId">What this server is called there.</param>
public sealed record OidcOptions(string Issuer, string ClientId)
{
    /// <summary>The scope that makes a request one of OpenID Connect.</summary>
    public const string OpenId = "openid";

    /// <summary>What this server shows the provider; null for a public client, which PKCE alone protects.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>What is asked for; <c>openid</c> is among it.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [OpenId, "profile"];

    /// <summary>What people call the provider.</summary>
    public string Name { get; init; } = new Uri(Issuer).Authority;
}
