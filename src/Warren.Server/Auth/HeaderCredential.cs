using Warren.Server.Hosting;

namespace Warren.Server.Auth;

/// <summary>The token in the headers of a request.</summary>
internal static class HeaderCredential
{
    private const string Scheme = "Bearer ";

    /// <summary>Whether a request carries the token; null where it carries nothing of that kind.</summary>
    public static bool? Check(IHeaderDictionary headers, AccessToken token)
    {
        var key = headers[CredentialNames.KeyHeader];
        var bearers = headers.Authorization.Where(IsBearer).ToList();
        if (key.Count == 0 && bearers.Count == 0)
            return null;
        return (key is [{ Length: > 0 } only] && token.Matches(only)) || (bearers is [{ } bearer] && IsToken(bearer, token));
    }

    /// <summary>Whether a value of Authorization is our token.</summary>
    public static bool IsToken(string? authorization, AccessToken token) =>
        IsBearer(authorization) && token.Matches(authorization![Scheme.Length..].Trim());

    private static bool IsBearer(string? authorization) => authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ?? false;
}
