using System.Collections.Frozen;
using System.Net.Http.Headers;
using Microsoft.Extensions.Primitives;
using Warren.Server.Auth;
using Warren.Server.Http;

namespace Warren.Server.Ports;

/// <summary>
/// Which headers cross the border to a port and back: none that is about one connection (RFC 9110, section 7.6.1), none of
/// our own credentials, and of who called only what we ourselves say.
/// </summary>
internal sealed class PortHeaders(Authenticator authenticator)
{
    private static readonly FrozenSet<string> OfConnection = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings");

    private static readonly FrozenSet<string> NotSent = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "Host", "Content-Length", "Expect", CredentialNames.KeyHeader, "Forwarded", "X-Real-IP", "Authorization", "Cookie", "Referer");

    // What an answer says for a whole site or to the browser itself, and could say of our own hosts so.
    private static readonly FrozenSet<string> NotReturned = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "Content-Length", "Set-Cookie", "Set-Cookie2", "Clear-Site-Data", "Strict-Transport-Security", "Alt-Svc");

    /// <summary>Copies the headers of a request.</summary>
    public void CopyRequest(HttpContext context, HttpRequestMessage message, PortForm form)
    {
        var headers = context.Request.Headers;
        var named = Named(headers.Connection);
        foreach (var (name, values) in headers)
            if (!OfConnection.Contains(name) && !NotSent.Contains(name) && !named.Contains(name) && !name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase))
                Add(message, name, values);
        Add(message, "Authorization", headers.Authorization.Where(value => !authenticator.IsOurs(value)).ToArray());
        Add(message, "Referer", headers.Referer.Where(value => value?.Contains("warren-", StringComparison.OrdinalIgnoreCase) != true).ToArray());
        // Cookies of our own origin are none of the sandbox's, whoever set them.
        if (form.HasOwnHost)
            Add(message, "Cookie", headers.Cookie.Select(WithoutOurs).Where(value => value.Length > 0).ToArray());
        var served = ServedHost.Of(context);
        message.Headers.Host = form.Host;
        Add(message, "X-Forwarded-For", context.Connection.RemoteIpAddress?.ToString());
        Add(message, "X-Forwarded-Host", served.Authority);
        Add(message, "X-Forwarded-Proto", served.Scheme);
        if (form.Prefix is { } prefix)
            Add(message, "X-Forwarded-Prefix", prefix);
    }

    /// <summary>Copies the headers of an answer; false where there are some that no answer may have.</summary>
    public static bool TryCopyResponse(HttpResponseMessage message, HttpResponse response, PortForm form)
    {
        var named = Named(message.Headers.TryGetValues("Connection", out var connection) ? connection.ToArray() : default);
        try
        {
            Copy(message.Headers, response, named);
            Copy(message.Content.Headers, response, named);
            if (form.HasOwnHost && message.Headers.TryGetValues("Set-Cookie", out var cookies))
                response.Headers.SetCookie = cookies.Where(cookie => !CredentialNames.IsOurCookie(cookie.TrimStart())).Select(OfThisHostOnly).ToArray();
        }
        catch (InvalidOperationException)
        {
            return false; // Control characters, which Kestrel does not take.
        }
        // A length beside chunks is a lie about one of them; the chunks were what was read (RFC 9112, section 6.3).
        if (message.Headers.TransferEncodingChunked != true && message.StatusCode is not (System.Net.HttpStatusCode.NoContent or System.Net.HttpStatusCode.SwitchingProtocols))
            response.ContentLength = message.Content.Headers.ContentLength;
        return true;
    }

    private static void Copy(HttpHeaders from, HttpResponse to, HashSet<string> named)
    {
        foreach (var (name, values) in from.NonValidated)
            if (!OfConnection.Contains(name) && !NotReturned.Contains(name) && !named.Contains(name))
                to.Headers.Append(name, values.ToArray());
    }

    // "Connection: close, x-secret" makes x-secret a header of that connection.
    private static HashSet<string> Named(StringValues connection) => connection.Count == 0 ? [] : new(
        connection.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)), StringComparer.OrdinalIgnoreCase);

    private static void Add(HttpRequestMessage message, string name, StringValues values)
    {
        if (values.Count > 0 && !message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
    }

    private static string WithoutOurs(string? cookies) => string.Join("; ", (cookies ?? "")
        .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Where(cookie => !CredentialNames.IsOurCookie(cookie)));

    // A cookie for a parent domain would be sent to us and to every other sandbox.
    private static string OfThisHostOnly(string cookie) => string.Join(';', cookie.Split(';')
        .Where((part, index) => index == 0 || !part.Split('=', 2)[0].Trim().Equals("Domain", StringComparison.OrdinalIgnoreCase)));
}
