using Warren.Access.Oidc;
using Warren.Server.Http;

namespace Warren.Server.Hosting;

/// <summary>Reads the settings of the identity provider; what is wrong is added to the errors.</summary>
internal static class OidcSettings
{
    private const int LongestIssuer = 200, LongestName = 60;

    /// <summary>The provider; null where none is set.</summary>
    public static OidcOptions? Read(string? issuer, string? clientId, string? secret, string? scopes, string? name, Dictionary<string, string[]> errors)
    {
        if (string.IsNullOrEmpty(issuer))
        {
            // Somebody who sets one of the others means to have one.
            if (clientId is not null || !string.IsNullOrEmpty(secret) || scopes is not null || name is not null)
                errors["oidc-issuer"] = ["This is missing: it names the identity provider, such as https://accounts.example.com."];
            return null;
        }
        if (!IsIssuer(issuer))
            errors["oidc-issuer"] = [$"'{issuer}' is no issuer; give it exactly as the provider writes it, such as https://accounts.example.com: https, or http on this host, with no query and no user, of at most {LongestIssuer} characters."];
        if (clientId is null || clientId.Any(letter => letter is < ' ' or > '~'))
            errors["oidc-client-id"] = ["This is missing or not ASCII: it is what this server is registered as at the identity provider."];
        var asked = scopes?.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? ["openid", "profile"];
        if (!asked.Contains(OidcOptions.OpenId) || asked.Any(scope => scope.Any(letter => letter is <= ' ' or > '~' or '"' or '\\')))
            errors["oidc-scopes"] = [$"'{scopes}' is no list of scopes; give names between spaces, {OidcOptions.OpenId} among them."];
        if (name is { Length: > LongestName } || name?.Any(char.IsControl) is true)
            errors["oidc-name"] = [$"This has at most {LongestName} characters, and no control characters."];
        if (errors.Keys.Any(field => field.StartsWith("oidc-", StringComparison.Ordinal)))
            return null;
        var options = new OidcOptions(issuer, clientId!) { ClientSecret = string.IsNullOrEmpty(secret) ? null : secret, Scopes = asked };
        return name is null ? options : options with { Name = name };
    }

    // Without https whoever is between could be the provider.
    private static bool IsIssuer(string text) => text.Length <= LongestIssuer && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        && url is { Query: "", Fragment: "", UserInfo: "" } && HostRules.IsAuthority(url.Authority) && text.All(letter => letter is > ' ' and <= '~')
        && !text.Contains('?', StringComparison.Ordinal) && !text.Contains('#', StringComparison.Ordinal);
}
