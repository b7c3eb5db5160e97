using System.Net;
using System.Net.Http.Json;
using Warren.Api;
using Warren.Api.Auth;

namespace Warren.Server.FunctionalTests;

/// <summary>What a browser does between a server and an identity provider: it keeps cookies, and goes where it is sent.</summary>
public sealed class OidcBrowser(Uri server)
{
    private readonly Dictionary<string, string> _cookies = [];

    private static CancellationToken Token => ServerFixture.Token;

    /// <summary>What the server made it keep.</summary>
    public IReadOnlyDictionary<string, string> Cookies => _cookies;

    /// <summary>All of the last answer that was to be kept, as it came.</summary>
    public IReadOnlyList<string> LastCookies { get; private set; } = [];

    /// <summary>The name of the cookie of a session.</summary>
    public string Session => $"warren-session-{server.Port}";

    /// <summary>The name of the cookie of a sign-in that was begun.</summary>
    public string Begun => $"warren-oidc-{server.Port}";

    /// <summary>Forgets a cookie, or has another in its place.</summary>
    public void Set(string name, string? value)
    {
        _cookies.Remove(name);
        if (value is not null)
            _cookies[name] = value;
    }

    /// <summary>Begins to sign in.</summary>
    /// <returns>Where the server sends it.</returns>
    public async Task<Uri> BeginAsync(string query = "")
    {
        using var answer = await GetAsync($"/auth/oidc/start{query}");
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync(Token));
        return answer.Headers.Location!;
    }

    /// <summary>Goes to the provider, which signs in whoever comes.</summary>
    /// <returns>Where it sends the browser back to.</returns>
    public async Task<Uri> AgreeAsync(Uri provider)
    {
        using var answer = await GetAsync(provider.ToString());
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!;
    }

    /// <summary>Signs in, all the way.</summary>
    public async Task<HttpResponseMessage> SignInAsync(string query = "") => await GetAsync((await AgreeAsync(await BeginAsync(query))).ToString());

    /// <summary>Who the server takes it for.</summary>
    public async Task<Caller> MeAsync()
    {
        using var answer = await GetAsync("/api/v0/auth/me");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
        return (await answer.Content.ReadFromJsonAsync(WarrenJson.Wire.Caller, Token))!;
    }

    /// <summary>Asks for something, with the cookies of the server for the server alone.</summary>
    public Task<HttpResponseMessage> GetAsync(string address, string? accept = null) => SendAsync(HttpMethod.Get, address, accept);

    /// <summary>Sends a request of a page of the server.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, string? accept = null, object? body = null)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = server };
        using var request = new HttpRequestMessage(method, address);
        var isOurs = new Uri(server, address).Authority == server.Authority;
        if (isOurs && _cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        if (method != HttpMethod.Get)
            request.Headers.Add("Origin", server.GetLeftPart(UriPartial.Authority));
        if (accept is not null)
            request.Headers.Add("Accept", accept);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        var answer = await http.SendAsync(request, Token);
        if (isOurs)
            Keep(answer);
        return answer;
    }

    private void Keep(HttpResponseMessage answer)
    {
        LastCookies = answer.Headers.TryGetValues("Set-Cookie", out var given) ? [.. given] : [];
        foreach (var cookie in LastCookies)
        {
            var (name, value) = (cookie[..cookie.IndexOf('=', StringComparison.Ordinal)], cookie.Split(';')[0][(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            Set(name, value.Length == 0 || cookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase) ? null : value);
        }
    }
}
