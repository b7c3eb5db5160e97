using System.Globalization;
using Warren.Server.Auth;
using Warren.Server.Http;

namespace Warren.Server.Ports;

/// <summary>The cookie of a port's own host: whoever opened a link to it may see all of that host until the link ends.</summary>
internal sealed class PortCookie(SigningKeys keys, TimeProvider clock)
{
    private const string Purpose = "port";

    /// <summary>Gives it to a browser.</summary>
    public void Send(HttpContext context, PortHost port, DateTimeOffset expiresAt)
    {
        var host = ServedHost.Of(context);
        var end = expiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        context.Response.Cookies.Append(Name(host), $"{end}.{keys.Sign(Purpose, SigningKeys.Join(port.Id, port.Port, end))}", new CookieOptions
        {
            HttpOnly = true,
            // Strict would hide it from the very redirect of a link that a page of ours, another site, has opened.
            SameSite = SameSiteMode.Lax,
            Secure = host.Scheme == "https",
            Path = "/",
            MaxAge = expiresAt - clock.GetUtcNow(),
            IsEssential = true,
        });
    }

    /// <summary>Whether a request has it, valid for this very port.</summary>
    public bool IsIn(HttpContext context, PortHost port) =>
        context.Request.Cookies[Name(ServedHost.Of(context))]?.Split('.', 2) is [var end, var signature]
        && keys.Verify(Purpose, SigningKeys.Join(port.Id, port.Port, end), signature)
        && DateTimeOffset.FromUnixTimeSeconds(long.Parse(end, CultureInfo.InvariantCulture)) > clock.GetUtcNow();

    private static string Name(ServedHost host) => (host.Scheme == "https" ? CredentialNames.SecureCookiePrefix : CredentialNames.CookiePrefix) + "port";
}
