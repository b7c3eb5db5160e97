using Microsoft.AspNetCore.Http.Features;
using Warren.Api;
using Warren.Server.Auth;

namespace Warren.Server.Ports;

/// <summary>The target of a request, byte for byte as its caller wrote it, but for our own parameters.</summary>
/// <param name="Path">The path, not decoded; begins with a slash.</param>
/// <param name="Query">The query with its question mark, or nothing.</param>
internal sealed record RawTarget(string Path, string Query)
{
    /// <summary>Reads the target of a request.</summary>
    public static RawTarget Read(HttpContext context)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (!raw.StartsWith('/'))
            raw = OfAbsolute(raw);
        if (raw.AsSpan().ContainsAnyExceptInRange('!', '~') || raw.Contains('#', StringComparison.Ordinal))
            throw new WarrenException(ErrorCode.InvalidRequest, "The path holds characters that have to be escaped.");
        var question = raw.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? new(raw, "") : new(raw[..question], WithoutOurs(raw[(question + 1)..]));
    }

    /// <summary>The target below the first parts of the path.</summary>
    /// <param name="parts">How many to leave out.</param>
    public RawTarget Below(int parts)
    {
        // The route was matched with these resolved: passed on as they are they would lead somewhere else.
        if (Path.Split('/').Any(part => part.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) is "." or ".."))
            throw new WarrenException(ErrorCode.InvalidRequest, "The path must not have '.' or '..' as a part.");
        var at = -1;
        do
            at = Path.IndexOf('/', at + 1);
        while (at >= 0 && parts-- > 0);
        return this with { Path = at < 0 ? "/" : Path[at..] };
    }

    /// <inheritdoc/>
    public override string ToString() => Path + Query;

    private static string OfAbsolute(string raw)
    {
        // RFC 9112, section 3.2.2. Its host was checked against the Host header by Kestrel, and that one by us.
        var authority = raw.IndexOf("://", StringComparison.Ordinal);
        if (authority < 0)
            throw new WarrenException(ErrorCode.InvalidRequest, "The target of the request has to be a path.");
        var path = raw.AsSpan(authority + 3).IndexOfAny('/', '?');
        if (path < 0)
            return "/";
        var rest = raw[(authority + 3 + path)..];
        return rest[0] == '/' ? rest : "/" + rest;
    }

    private static string WithoutOurs(string query)
    {
        if (!query.Contains("warren", StringComparison.OrdinalIgnoreCase) && !query.Contains('%', StringComparison.Ordinal))
            return "?" + query;
        var kept = query.Split('&').Where(pair => !IsOurs(pair)).ToList();
        return kept.Count == 0 ? "" : "?" + string.Join('&', kept);
    }

    private static bool IsOurs(string pair)
    {
        var name = Uri.UnescapeDataString(pair.Split('=', 2)[0]);
        return name.Equals(CredentialNames.Link, StringComparison.OrdinalIgnoreCase) || name.Equals(CredentialNames.Ticket, StringComparison.OrdinalIgnoreCase);
    }
}
