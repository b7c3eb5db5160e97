using System.Globalization;
using Warren.Server.Http;

namespace Warren.Server.Auth;

/// <summary>A cookie of this host alone, which no script reads and whose text only this server can have written.</summary>
/// <param name="keys">Sign it.</param>
/// <param name="purpose">What it is for, which its name ends with: one for something else does not count.</param>
/// <param name="sameSite">From whose pages browsers send it.</param>
internal sealed class SignedCookie(SigningKeys keys, string purpose, SameSiteMode sameSite)
{
    /// <summary>Gives it to the browser that gets this answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="text">What it holds: letters, digits, '-', '_' and '.'.</param>
    /// <param name="lasting">How long the browser keeps it.</param>
    public void Send(HttpContext context, string text, TimeSpan lasting)
    {
        var host = ServedHost.Of(context);
        var options = Options(host);
        options.MaxAge = lasting;
        context.Response.Cookies.Append(NameOf(host), $"{text}.{keys.Sign(purpose, text)}", options);
    }

    /// <summary>What the one of a request holds; null where there is none that counts.</summary>
    public string? Read(HttpContext context)
    {
        // The signature is the last two parts.
        if (context.Request.Cookies[NameOf(ServedHost.Of(context))] is not { } cookie || cookie.LastIndexOf('.') is not (> 0 and var last)
            || cookie.LastIndexOf('.', last - 1) is not (>= 0 and var end))
            return null;
        return keys.Verify(purpose, cookie[..end], cookie[(end + 1)..]) ? cookie[..end] : null;
    }

    /// <summary>Takes it off a browser that has one, whether it counts or not.</summary>
    public void Remove(HttpContext context)
    {
        var host = ServedHost.Of(context);
        if (context.Request.Cookies.ContainsKey(NameOf(host)))
            context.Response.Cookies.Delete(NameOf(host), Options(host));
    }

    // With https the browser itself sees to it that the cookie is of this host alone (RFC 6265bis, section 4.1.3.2).
    // Without, cookies do not know ports: the name keeps two servers of one host apart.
    private string NameOf(ServedHost host) => host.Scheme == "https"
        ? CredentialNames.SecureCookiePrefix + purpose
        : string.Create(CultureInfo.InvariantCulture, $"{CredentialNames.CookiePrefix}{purpose}-{host.Port}");

    private CookieOptions Options(ServedHost host) => new()
    {
        HttpOnly = true,
        SameSite = sameSite,
        Secure = host.Scheme == "https",
        Path = "/",
        IsEssential = true,
    };
}
