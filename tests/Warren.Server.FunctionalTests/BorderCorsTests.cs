using Warren.Server.Hosting;

namespace Warren.Server.FunctionalTests;

public sealed class BorderCorsTests(BorderCorsTests.Fixture server) : IClassFixture<BorderCorsTests.Fixture>
{
    private static CancellationToken Token => ServerFixture.Token;

    [Theory]
    [InlineData("https://tools.example", true)]
    [InlineData("https://tools.example.evil.example", false)]
    [InlineData("http://tools.example", false)]
    [InlineData("null", false)]
    public async Task Pages_of_configured_origins_may_call_with_a_token_and_without_cookies(string origin, bool allowed)
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/v0/sandboxes");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        using var call = new HttpRequestMessage(HttpMethod.Get, "/api/v0/version");
        call.Headers.Add("Origin", origin);
        call.Headers.Add("Authorization", $"Bearer {server.AccessToken}");

        using var asked = await server.Anonymous.SendAsync(preflight, Token);
        using var answer = await server.Anonymous.SendAsync(call, Token);

        foreach (var given in new[] { asked, answer })
        {
            Assert.Equal(allowed, given.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) && origins.Single() == origin);
            Assert.False(given.Headers.Contains("Access-Control-Allow-Credentials"));
        }
    }

    public sealed class Fixture : ServerFixture
    {
        protected override ServerOptions Configure(ServerOptions options) => options with { CorsOrigins = ["https://tools.example"] };
    }
}
