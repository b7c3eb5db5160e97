using System.Net;
using System.Web;

namespace Warren.Server.FunctionalTests;

public sealed class OidcPublicTests(OidcPublicServer server) : IClassFixture<OidcPublicServer>, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = server.Anonymous.BaseAddress };

    private static CancellationToken Token => ServerFixture.Token;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Sign_in_goes_by_the_public_address_alone_with_cookies_of_that_host_alone()
    {
        server.Restore();
        server.Provider.RedirectUri = "https://warren.example/auth/oidc/callback";

        using var elsewhere = await SendAsync("/auth/oidc/start?return=/debug", host: null, cookie: null);
        Assert.Equal("https://warren.example/auth/oidc/start?return=/debug", elsewhere.Headers.Location!.ToString());
        Assert.False(elsewhere.Headers.Contains("Set-Cookie"));

        using var begun = await SendAsync("/auth/oidc/start?return=/debug", "warren.example", cookie: null);
        Assert.Equal(server.Provider.RedirectUri, HttpUtility.ParseQueryString(begun.Headers.Location!.Query)["redirect_uri"]);
        var cookie = Assert.Single(begun.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-warren-oidc=", cookie, StringComparison.Ordinal);
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);

        using var agreed = await _http.GetAsync(begun.Headers.Location, Token);
        using var done = await SendAsync(agreed.Headers.Location!.PathAndQuery, "warren.example", cookie.Split(';')[0]);
        Assert.Equal((HttpStatusCode.Redirect, "/debug"), (done.StatusCode, done.Headers.Location!.ToString()));
        Assert.Contains(done.Headers.GetValues("Set-Cookie"), given => given.StartsWith("__Host-warren-session=", StringComparison.Ordinal) && given.Contains("secure", StringComparison.OrdinalIgnoreCase));
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string? host, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        return await _http.SendAsync(request, Token);
    }
}
