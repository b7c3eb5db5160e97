using System.Buffers.Text;
using System.Text.Json;

namespace Warren.Server.Auth.Oidc;

/// <summary>
/// Keeps what a browser has begun in that browser, in a signed cookie: nothing is kept here for who never comes back, and no
/// other browser can bring the provider's answer (login CSRF, RFC 6749, section 10.12).
/// </summary>
internal sealed class OidcCookie(SigningKeys keys, TimeProvider clock)
{
    /// <summary>How long somebody may take to sign in at the provider.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    // Lax: the way back is a navigation that the provider's page begins.
    private readonly SignedCookie _cookie = new(keys, "oidc", SameSiteMode.Lax);

    /// <summary>When what is begun now is too late.</summary>
    public DateTimeOffset End() => clock.GetUtcNow() + Lifetime;

    /// <summary>Gives it to the browser that gets this answer.</summary>
    public void Send(HttpContext context, OidcAttempt attempt) =>
        _cookie.Send(context, Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(attempt, AuthJson.Default.OidcAttempt)), Lifetime);

    /// <summary>Takes it from the browser, whatever comes of it; null where it has none that counts.</summary>
    public OidcAttempt? Take(HttpContext context)
    {
        _cookie.Remove(context);
        return _cookie.Read(context) is { } text && JsonSerializer.Deserialize(Base64Url.DecodeFromChars(text), AuthJson.Default.OidcAttempt) is { } attempt
            && attempt.ExpiresAt > clock.GetUtcNow()
            ? attempt
            : null;
    }
}
