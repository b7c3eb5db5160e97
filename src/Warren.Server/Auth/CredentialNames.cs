namespace Warren.Server.Auth;

/// <summary>Where the server's own credentials stand in a request, so that they can be found and taken out of it.</summary>
internal static class CredentialNames
{
    /// <summary>Begins the name of every cookie of ours.</summary>
    public const string CookiePrefix = "warren-";

    /// <summary>The same over https, where browsers enforce that it is of one host.</summary>
    public const string SecureCookiePrefix = "__Host-warren-";

    /// <summary>The parameter of a signed link.</summary>
    public const string Link = "warren-link";

    /// <summary>The parameter of a ticket.</summary>
    public const string Ticket = "warren-ticket";

    /// <summary>The parameter of a link that signs in.</summary>
    public const string Code = "code";

    /// <summary>The header that carries the token beside Authorization.</summary>
    public const string KeyHeader = "X-API-Key";

    /// <summary>Whether a cookie is of ours.</summary>
    public static bool IsOurCookie(ReadOnlySpan<char> name) =>
        name.StartsWith(CookiePrefix, StringComparison.OrdinalIgnoreCase) || name.StartsWith(SecureCookiePrefix, StringComparison.OrdinalIgnoreCase);
}
