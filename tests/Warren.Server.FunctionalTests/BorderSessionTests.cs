using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Warren.Server.FunctionalTests;

public sealed class BorderSessionTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => ServerFixture.Token;

    private string Origin => $"http://127.0.0.1:{server.Port}";

    [Fact]
    public async Task The_token_signs_a_browser_in_with_a_strict_cookie()
    {
        using var answer = await LoginAsync(server.AccessToken);

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        foreach (var word in new[] { "httponly", "samesite=strict", "path=/", "max-age=604800" })
            Assert.Contains(word, cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(server.AccessToken, cookie, StringComparison.Ordinal);
        var me = await MeAsync(cookie.Split(';')[0]);
        Assert.Equal(("local", "session"), (me.GetProperty("name").GetString(), me.GetProperty("credential").GetString()));
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData("http://localhost:1")]
    [InlineData("https://127.0.0.1:{port}")]
    [InlineData("http://127.0.0.1:{port}.evil.example")]
    [InlineData("http://8080-abcdefghijklmnop.localhost:{port}")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Only_a_page_of_ours_changes_something_with_the_cookie(string? origin)
    {
        var cookie = await SignInAsync();

        using var refused = await SendAsync(HttpMethod.Post, "/api/v0/sandboxes", cookie, origin?.Replace("{port}", $"{server.Port}", StringComparison.Ordinal));
        using var read = await SendAsync(HttpMethod.Get, "/api/v0/sandboxes", cookie, origin: null);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Fact]
    public async Task A_page_of_ours_makes_and_deletes_a_sandbox()
    {
        var cookie = await SignInAsync();

        using var made = await SendAsync(HttpMethod.Post, "/api/v0/sandboxes", cookie, Origin);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        using var gone = await SendAsync(HttpMethod.Delete, made.Headers.Location!.ToString(), cookie, Origin);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
    }

    [Fact]
    public async Task Logging_out_ends_the_session_for_good()
    {
        var cookie = await SignInAsync();

        using var answer = await SendAsync(HttpMethod.Post, "/api/v0/auth/logout", cookie, Origin);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Contains("expires=Thu, 01 Jan 1970", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        using var after = await SendAsync(HttpMethod.Get, "/api/v0/auth/me", cookie, origin: null);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Contains(cookie.Split('=')[1].Split('.')[0], await File.ReadAllTextAsync(Path.Combine(server.StateFolder, "ended-sessions.json"), Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cookie_that_was_changed_is_worth_nothing()
    {
        var cookie = await SignInAsync();
        var (name, parts) = (cookie.Split('=')[0], cookie.Split('=')[1].Split('.'));
        for (var part = 0; part < parts.Length; part++)
        {
            var changed = parts.ToArray();
            changed[part] = (changed[part][0] == '1' ? '2' : '1') + changed[part][1..];
            using var answer = await SendAsync(HttpMethod.Get, "/api/v0/auth/me", $"{name}={string.Join('.', changed)}", origin: null);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
        foreach (var nonsense in new[] { "", ".", "a.b.c.d.e", "....", new string('x', 4000) })
        {
            using var answer = await SendAsync(HttpMethod.Get, "/api/v0/auth/me", $"{name}={nonsense}", origin: null);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_keys_are_for_the_server_alone()
    {
        await SignInAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(server.StateFolder, "signing-keys.json")));
    }

    [Fact]
    public async Task A_link_signs_in_once()
    {
        var url = await LinkAsync();

        using var opened = await SendAsync(HttpMethod.Get, url, cookie: null, origin: null);
        using var again = await SendAsync(HttpMethod.Get, url, cookie: null, origin: null);

        Assert.Equal((HttpStatusCode.Redirect, "/"), (opened.StatusCode, opened.Headers.Location!.ToString()));
        Assert.Equal("no-referrer", Assert.Single(opened.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("session", (await MeAsync(opened.Headers.GetValues("Set-Cookie").Single().Split(';')[0])).GetProperty("credential").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        Assert.False(again.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Two_who_open_a_link_at_once_get_one_session()
    {
        var url = await LinkAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(HttpMethod.Get, url, cookie: null, origin: null)));

        Assert.Single(answers, answer => answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_session_does_not_make_links_that_sign_in()
    {
        using var answer = await SendAsync(HttpMethod.Post, "/api/v0/auth/links", await SignInAsync(), Origin);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    public async Task No_other_page_signs_a_browser_in(string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v0/auth/login") { Content = JsonContent.Create(new { token = server.AccessToken }) };
        request.Headers.Add("Origin", origin);

        using var answer = await server.Anonymous.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task The_cookie_is_not_a_header_credential_nor_the_token_a_cookie()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/api/v0/auth/me", $"warren-session-{server.Port}={server.AccessToken}", origin: null);
        using var bearer = new HttpRequestMessage(HttpMethod.Get, "/api/v0/auth/me");
        bearer.Headers.Add("Authorization", "Bearer " + (await SignInAsync()).Split('=')[1]);
        using var other = await server.Anonymous.SendAsync(bearer, Token);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (answer.StatusCode, other.StatusCode));
    }

    [Fact]
    public async Task Other_origins_get_no_permission_from_us()
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/v0/sandboxes");
        preflight.Headers.Add("Origin", "http://evil.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");

        using var answer = await server.Anonymous.SendAsync(preflight, Token);

        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/swagger-ui/index.html")]
    [InlineData("/health")]
    [InlineData("/api/v0/nothing")]
    public async Task Every_answer_of_ours_is_held_to_its_own_scripts_and_in_no_frame(string path)
    {
        using var answer = await server.Anonymous.GetAsync(path, Token);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    [Theory]
    [InlineData("/swagger-ui/index.html")]
    [InlineData("/docs/index.html")]
    public async Task The_pages_of_the_api_hold_no_script_that_the_policy_refuses(string path)
    {
        var page = await server.Anonymous.GetStringAsync(path, Token);

        Assert.DoesNotMatch("<script(?![^>]* src=)", page);
        Assert.DoesNotMatch(" on[a-z]+=", page);
    }

    private async Task<string> LinkAsync()
    {
        using var answer = await server.SendAsync(HttpMethod.Post, "/api/v0/auth/links");
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("url").GetString()!;
    }

    private async Task<string> SignInAsync()
    {
        using var answer = await LoginAsync(server.AccessToken);
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private Task<HttpResponseMessage> LoginAsync(string token) =>
        server.Anonymous.PostAsJsonAsync("/api/v0/auth/login", new { token }, Token);

    private async Task<JsonElement> MeAsync(string cookie)
    {
        using var answer = await SendAsync(HttpMethod.Get, "/api/v0/auth/me", cookie, origin: null);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? cookie, string? origin)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = server.Anonymous.BaseAddress };
        using var request = new HttpRequestMessage(method, path);
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        if (method == HttpMethod.Post)
            request.Content = JsonContent.Create(new { });
        return await http.SendAsync(request, Token);
    }
}
