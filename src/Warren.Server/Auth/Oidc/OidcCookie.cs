using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Warren.Server.Http;

namespace Warren.Server.Auth.Oidc;

/// <summary>
/// Keeps what a browser has begun in that browser, in a signed cookie: nothing is kept here for who never comes back, and no
/// other browser can bring the provider's answer (login CSRF, RFC 6749, section 10.12).
/// </summary>
internal sealed class OidcCookie(SigningKeys keys, TimeProvider clock)
{
    /// <summary>How long somebody may take to sign in at the provider.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const string Purpose = "oidc";

    /// <summary>When what is begun now is too late.</summary>
    public DateTimeOffset End() => clock.GetUtcNow() + Lifetime;

    /// <summary>Gives it to the browser that gets this answer.</summary>
    public void Send(HttpContext context, OidcAttempt attempt)
    {
        var payload = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(attempt, AuthJson.Default.OidcAttempt));
        var host = ServedHost.Of(context);
        var options = Options(host);
        options.MaxAge = Lifetime;
        context.Response.Cookies.Append(NameOf(host), $"{payload}.{keys.Sign(Purpose, payload)}", options);
    }

    /// <summary>Takes it from the browser, whatever comes of it; null where it has none that counts.</summary>
    public OidcAttempt? Take(HttpContext context)
    {
        var host = ServedHost.Of(context);
        if (context.Request.Cookies[NameOf(host)] is not { } cookie)
            return null;
        context.Response.Cookies.Delete(NameOf(host), Options(host));
        return cookie.Split('.') is [var payload, var key, var mac] && keys.Verify(Purpose, payload, $"{key}.{mac}")
            && JsonSerializer.Deserialize(Base64Url.DecodeFromChars(payload), AuthJson.Default.OidcAttempt) is { } attempt && attempt.ExpiresAt > clock.GetUtcNow()
            ? attempt
            : null;
    }

    private static string NameOf(ServedHost host) => host.Scheme == "https"
        ? CredentialNames.SecureCookiePrefix + "oidc"
        : string.Create(CultureInfo.InvariantCulture, $"{CredentialNames.CookiePrefix}oidc-{host.Port}");

    // Lax: the way back is a navigation that the provider's page begins.
    private static CookieOptions Options(ServedHost host) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = host.Scheme == "https",
        Path = "/",
        IsEssential = true,
    };
}
