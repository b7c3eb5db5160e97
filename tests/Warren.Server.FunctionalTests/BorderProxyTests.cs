using System.Net;
using Warren.Server.Hosting;

namespace Warren.Server.FunctionalTests;

public sealed class BorderProxyTests(BorderProxyTests.Fixture server) : IClassFixture<BorderProxyTests.Fixture>
{
    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public async Task A_configured_proxy_says_host_and_scheme()
    {
        var answer = await LoginAsync("X-Forwarded-Host: warren.lan", "X-Forwarded-Proto: https", "Origin: https://warren.lan");

        Assert.Equal(200, answer.Status);
        var cookie = Assert.Single(answer["Set-Cookie"]);
        Assert.StartsWith("__Host-warren-session=", cookie, StringComparison.Ordinal);
        foreach (var word in new[] { "secure", "httponly", "samesite=strict", "path=/" })
            Assert.Contains(word, cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("X-Forwarded-Host: evil.example", 421)]
    [InlineData("X-Forwarded-Host: warren.lan, evil.example", 400)]
    [InlineData("X-Forwarded-Host: warren.lan\r\nX-Forwarded-Host: evil.example", 400)]
    [InlineData("X-Forwarded-Proto: javascript", 400)]
    [InlineData("X-Forwarded-For: nonsense", 400)]
    public async Task What_it_passes_on_unread_is_refused(string header, int status) =>
        Assert.Equal(status, (await RawHttp.GetAsync(server.Port, "/health", $"localhost:{server.Port}", Token, header)).Status);

    [Fact]
    public async Task Callers_behind_it_are_told_apart_when_they_fail_to_sign_in()
    {
        for (var attempt = 0; attempt < 10; attempt++)
            Assert.Equal(401, (await LoginAsync("wrong", "X-Forwarded-For: 1.2.3.4, 192.0.2.7")).Status);

        var refused = await LoginAsync("wrong", "X-Forwarded-For: 5.6.7.8, 192.0.2.7");
        Assert.Equal(429, refused.Status);
        Assert.InRange(int.Parse(Assert.Single(refused["Retry-After"]), System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        Assert.Equal(429, (await LoginAsync("X-Forwarded-For: 192.0.2.7")).Status);
        Assert.Equal(401, (await LoginAsync("wrong", "X-Forwarded-For: 192.0.2.7, 192.0.2.8")).Status);
        server.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(200, (await LoginAsync("X-Forwarded-For: 192.0.2.7")).Status);
    }

    private Task<RawAnswer> LoginAsync(params string[] headers)
    {
        var token = headers[0] == "wrong" ? "wrong" : server.AccessToken;
        return RawHttp.SendAsync(server.Port,
            $"POST /api/v0/auth/login HTTP/1.1\r\nHost: localhost:{server.Port}\r\nConnection: close\r\n{string.Concat(headers.Where(header => header != "wrong").Select(header => header + "\r\n"))}Content-Length: {12 + token.Length}\r\n\r\n{{\"token\":\"{token}\"}}", Token);
    }

    public sealed class Fixture : ServerFixture
    {
        protected override ServerOptions Configure(ServerOptions options) =>
            options with { Hosts = ["warren.lan"], TrustedProxies = [new IPNetwork(IPAddress.Loopback, 32)] };
    }
}
