namespace Warren.Server.FunctionalTests;

public sealed class PortHostTests(PortsFixture server) : IClassFixture<PortsFixture>
{
    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public async Task A_link_gives_the_browser_a_cookie_of_that_host_and_goes_on_without_itself()
    {
        var port = server.Listen(PortScripts.Mirror());
        var link = await server.LinkAsync(new { path = $"/ports/{port}/a b", query = new { q = "1&2" } });

        var opened = await server.OpenAsync(link);

        Assert.Equal($"http://{server.HostOf(port)}", link.GetLeftPart(UriPartial.Authority));
        Assert.Equal((302, "no-referrer", "no-store"), (opened.Status, opened["Referrer-Policy"].Single(), opened["Cache-Control"].Single()));
        Assert.Equal($"http://{server.HostOf(port)}/a%20b?q=1%262", opened["Location"].Single());
        var cookie = opened["Set-Cookie"].Single();
        foreach (var word in new[] { "httponly", "samesite=lax", "path=/" })
            Assert.Contains(word, cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
        var seen = await server.OpenAsync(new Uri(opened["Location"].Single()), $"Cookie: {cookie.Split(';')[0]}; theirs=1");
        Assert.StartsWith($"GET /a%20b?q=1%262 HTTP/1.1\r\n", seen.Body, StringComparison.Ordinal);
        Assert.Contains($"Host: {server.HostOf(port)}\r\n", seen.Body, StringComparison.Ordinal);
        Assert.Contains("Cookie: theirs=1\r\n", seen.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("warren-", seen.Body.Replace("warren-link", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_of_two_slashes_leads_to_no_other_host()
    {
        var port = server.Listen(PortScripts.Mirror());
        var link = await server.LinkAsync(new { path = $"/ports/{port}//evil.example/" });

        var opened = await server.OpenAsync(link);

        Assert.Equal($"http://{server.HostOf(port)}//evil.example/", opened["Location"].Single());
    }

    [Fact]
    public async Task A_cookie_opens_its_own_port_alone()
    {
        var (port, other) = (server.Listen(PortScripts.Mirror()), server.Listen(PortScripts.Mirror()));
        var cookie = await CookieAsync(port);
        var box = await server.Client.Sandboxes.CreateAsync(new(), Token);

        Assert.Equal(200, (await AskAsync(server.HostOf(port), cookie)).Status);
        Assert.Equal(401, (await AskAsync(server.HostOf(other), cookie)).Status);
        Assert.Equal(401, (await AskAsync($"{port}-{box.Id}.localhost:{server.Port}", cookie)).Status);
        Assert.Equal(401, (await AskAsync(server.HostOf(port), "")).Status);
        Assert.Equal(401, (await AskAsync(server.HostOf(port), cookie[..^2] + "xx")).Status);
        Assert.Equal(401, (await RawHttp.GetAsync(server.Port, "/api/v0/version", server.ApiHost, Token, $"Cookie: {cookie}")).Status);
        Assert.Equal(401, (await RawHttp.GetAsync(server.Port, server.Path(port), server.ApiHost, Token, $"Cookie: {cookie}")).Status);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site: same-origin", 200)]
    [InlineData("Sec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate", 200)]
    [InlineData("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate", 200)]
    [InlineData("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors", 403)]
    [InlineData("Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors", 403)]
    [InlineData("Origin: http://evil.example\r\nUpgrade: websocket\r\nConnection: Upgrade", 403)]
    [InlineData("Origin: http://{api}\r\nUpgrade: websocket\r\nConnection: Upgrade", 403)]
    public async Task Pages_of_other_hosts_may_link_to_it_no_more(string headers, int status)
    {
        var port = server.Listen(PortScripts.Mirror());

        Assert.Equal(status, (await AskAsync(server.HostOf(port), await CookieAsync(port), headers.Replace("{api}", server.ApiHost, StringComparison.Ordinal))).Status);
    }

    [Theory]
    [InlineData("Origin: http://{host}", 200)]
    [InlineData("Origin: null\r\nSec-Fetch-Site: same-origin", 200)]
    [InlineData("Origin: null", 403)]
    [InlineData("Origin: http://{api}", 403)]
    [InlineData("X-None: 1", 403)]
    [InlineData("Origin: http://{host}\r\nSec-Fetch-Site: cross-site", 403)]
    public async Task Only_its_own_pages_change_something(string headers, int status)
    {
        var port = server.Listen(PortScripts.Mirror());
        var host = server.HostOf(port);
        var lines = headers.Replace("{host}", host, StringComparison.Ordinal).Replace("{api}", server.ApiHost, StringComparison.Ordinal);

        var answer = await RawHttp.SendAsync(server.Port, $"POST / HTTP/1.1\r\nHost: {host}\r\nCookie: {await CookieAsync(port)}\r\nConnection: close\r\nContent-Length: 0\r\n{lines}\r\n\r\n", Token);

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task A_program_sets_cookies_for_its_own_host_alone()
    {
        var port = server.Listen(PortScripts.Mirror(headers: "Set-Cookie: a=b; Domain=localhost; Path=/; HttpOnly\r\nSet-Cookie: warren-port=x\r\nSet-Cookie:  __Host-warren-session=y\r\nSet-Cookie: c=d; domain =.example;Secure\r\nClear-Site-Data: \"cookies\"\r\n"));

        var answer = await AskAsync(server.HostOf(port), await CookieAsync(port));

        Assert.Equal(["a=b; Path=/; HttpOnly", "c=d;Secure"], answer["Set-Cookie"]);
        Assert.Empty(answer["Clear-Site-Data"]);
        Assert.Empty(answer["Content-Security-Policy"]); // It is an origin of its own.
    }

    [Fact]
    public async Task The_token_in_a_header_opens_it_and_goes_no_further()
    {
        var port = server.Listen(PortScripts.Mirror());

        var answer = await RawHttp.GetAsync(server.Port, "/../x", server.HostOf(port), Token, $"Authorization: Bearer {server.AccessToken}");

        Assert.StartsWith("GET /../x HTTP/1.1\r\n", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(server.AccessToken, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cookie_ends_with_its_link()
    {
        await using var own = new PortsFixture();
        await ((IAsyncLifetime)own).InitializeAsync();
        var port = own.Listen(PortScripts.Mirror());
        var cookie = (await own.OpenAsync(await own.LinkAsync(new { path = $"/ports/{port}/", expiresInSeconds = 60 })))["Set-Cookie"].Single().Split(';')[0];
        Assert.Equal(200, (await RawHttp.GetAsync(own.Port, "/", own.HostOf(port), Token, $"Cookie: {cookie}")).Status);

        own.Clock.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(401, (await RawHttp.GetAsync(own.Port, "/", own.HostOf(port), Token, $"Cookie: {cookie}")).Status);
    }

    private async Task<string> CookieAsync(int port) =>
        (await server.OpenAsync(await server.LinkAsync(new { path = $"/ports/{port}/" })))["Set-Cookie"].Single().Split(';')[0];

    private Task<RawAnswer> AskAsync(string host, string cookie, string header = "X-None: 1") =>
        RawHttp.GetAsync(server.Port, "/", host, Token, $"Cookie: {cookie}", header);
}
