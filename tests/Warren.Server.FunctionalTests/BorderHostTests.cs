using Warren.Server.Hosting;

namespace Warren.Server.FunctionalTests;

public sealed class BorderHostTests(BorderHostTests.Fixture server) : IClassFixture<BorderHostTests.Fixture>
{
    private static CancellationToken Token => ServerFixture.Token;

    [Theory]
    [InlineData("localhost:{port}")]
    [InlineData("LocalHost:{port}")]
    [InlineData("127.0.0.1:{port}")]
    [InlineData("[::1]:{port}")]
    [InlineData("warren.lan")]
    [InlineData("WARREN.lan:9999")]
    [InlineData("one.lan:81")]
    [InlineData("public.example")]
    [InlineData("public.example:443")]
    public async Task A_host_that_is_ours_is_served(string host) => Assert.Equal(200, (await AskAsync(host)).Status);

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost")]
    [InlineData("localhost:1")]
    [InlineData("localhost.:{port}")]
    [InlineData("localhost.evil.example:{port}")]
    [InlineData("127.0.0.1.evil.example:{port}")]
    [InlineData("127.0.0.2:{port}")]
    [InlineData("127.1:{port}")]
    [InlineData("0.0.0.0:{port}")]
    [InlineData("2130706433:{port}")]
    [InlineData("[::ffff:127.0.0.1]:{port}")]
    [InlineData("localhost:0{port}")]
    [InlineData("localhost:{port}0")]
    [InlineData("one.lan")]
    [InlineData("one.lan:82")]
    [InlineData("sub.warren.lan")]
    [InlineData("public.example:80")]
    [InlineData("8080-abcdefghijklmno.localhost:{port}")]
    [InlineData("8080-abcdefghijklmnop.evil.example")]
    [InlineData("8080-abcdefghijklmnop.127.0.0.1:{port}")]
    [InlineData("a.8080-abcdefghijklmnop.localhost:{port}")]
    [InlineData("08080-abcdefghijklmnop.localhost:{port}")]
    public async Task A_host_that_is_not_ours_is_misdirected(string host)
    {
        var answer = await AskAsync(host);

        Assert.Equal(421, answer.Status);
        Assert.Contains("MISDIRECTED_HOST", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("user@localhost:{port}")]
    [InlineData("localhost:{port}/")]
    [InlineData("localhost:{port},evil.example")]
    [InlineData("[::]:{port}")]
    [InlineData("local host:{port}")]
    [InlineData("localhost:")]
    [InlineData("localhost:+{port}")]
    public async Task A_host_that_is_none_is_refused(string host) => Assert.Contains((await AskAsync(host)).Status, new[] { 400, 421 });

    [Fact]
    public async Task Two_hosts_are_refused() =>
        Assert.Equal(400, (await RawHttp.GetAsync(server.Port, "/health", $"localhost:{server.Port}", Token, "Host: evil.example")).Status);

    [Fact]
    public async Task A_request_without_a_host_is_refused() =>
        Assert.Equal(400, (await RawHttp.SendAsync(server.Port, "GET /health HTTP/1.1\r\nConnection: close\r\n\r\n", Token)).Status);

    [Theory]
    [InlineData("http://evil.example/health", 400)]
    [InlineData("http://localhost:{port}@evil.example/health", 400)]
    [InlineData("http://user@localhost:{port}/health", 400)]
    [InlineData("http://localhost:{port}/health", 200)]
    public async Task A_target_in_absolute_form_names_the_same_host(string target, int status) =>
        Assert.Equal(status, (await RawHttp.GetAsync(server.Port, Fill(target), $"localhost:{server.Port}", Token)).Status);

    [Fact]
    public async Task The_api_is_not_below_the_host_of_a_port()
    {
        foreach (var path in new[] { "/health", "/api/v0/version", "/api-docs/openapi.json", "/docs/index.html", "/auth/open" })
        {
            var answer = await RawHttp.GetAsync(server.Port, path, $"8080-abcdefghijklmnop.localhost:{server.Port}", Token);
            Assert.Equal((401, true), (answer.Status, answer.Body.Contains("signed link", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("X-Forwarded-Host: evil.example")]
    [InlineData("X-Forwarded-Host: public.example")]
    [InlineData("X-Forwarded-Proto: https")]
    [InlineData("Forwarded: host=public.example;proto=https")]
    [InlineData("X-Original-Host: public.example")]
    public async Task What_is_forwarded_by_no_proxy_of_ours_counts_for_nothing(string header)
    {
        var answer = await RawHttp.SendAsync(server.Port,
            $"POST /api/v0/auth/login HTTP/1.1\r\nHost: localhost:{server.Port}\r\nConnection: close\r\n{header}\r\nContent-Type: application/json\r\nContent-Length: {12 + server.AccessToken.Length}\r\n\r\n{{\"token\":\"{server.AccessToken}\"}}", Token);

        Assert.Equal(200, answer.Status);
        Assert.StartsWith($"warren-session-{server.Port}=", Assert.Single(answer["Set-Cookie"]), StringComparison.Ordinal);
        Assert.DoesNotContain("secure", answer["Set-Cookie"][0], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Links_are_made_from_the_public_address()
    {
        using var answer = await server.SendAsync(HttpMethod.Post, "/api/v0/auth/links");

        Assert.Contains("\"url\":\"https://public.example/auth/open?code=", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private string Fill(string text) => text.Replace("{port}", $"{server.Port}", StringComparison.Ordinal);

    private Task<RawAnswer> AskAsync(string host) => RawHttp.GetAsync(server.Port, "/health", Fill(host), Token);

    public sealed class Fixture : ServerFixture
    {
        protected override ServerOptions Configure(ServerOptions options) =>
            options with { Hosts = ["warren.lan", "one.lan:81"], PublicUrl = new Uri("https://public.example") };
    }
}
