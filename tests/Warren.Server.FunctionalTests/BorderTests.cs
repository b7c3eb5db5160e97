using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Warren.TestKit;

namespace Warren.Server.FunctionalTests;

public sealed class BorderTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string[] Public = ["/health", "/health/ready", "/api-docs/openapi.json", "/api/v0/auth/login", "/api/v0/auth/internal", "/api/v0/auth/refresh", "/api/v0/auth/oidc", "/api/v0/auth/oidc/exchange", "/auth/oidc/start", "/auth/oidc/callback", "/auth/open", "/debug/{**path}"];

    [Fact]
    public async Task Every_route_but_the_public_ones_refuses_a_caller_without_the_token()
    {
        var asked = 0;
        foreach (var endpoint in server.Endpoints)
        {
            var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            foreach (var method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods)
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("{**reference}", "x", StringComparison.Ordinal).Replace('{', 'x').Replace('}', 'x'));
                using var answer = await server.Anonymous.SendAsync(request, ServerFixture.Token);
                Assert.Equal(Public.Contains(path), endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null);
                Assert.Equal(Public.Contains(path), answer.StatusCode != HttpStatusCode.Unauthorized || path == "/auth/open");
                asked++;
            }
        }
        Assert.True(asked > 20);
    }

    [Theory]
    [InlineData("Authorization", "Bearer wrong")]
    [InlineData("X-API-Key", "wrong")]
    public async Task A_wrong_token_is_refused(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v0/version");
        request.Headers.Add(header, value);

        using var answer = await server.Anonymous.SendAsync(request, ServerFixture.Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost:1")]
    public async Task A_host_that_is_not_this_server_is_misdirected(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.Host = host;

        using var answer = await server.Anonymous.SendAsync(request, ServerFixture.Token);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("/swagger-ui/index.html")]
    [InlineData("/docs/index.html")]
    public async Task The_pages_of_the_api_are_public(string path) =>
        Assert.Contains("swagger", await server.Anonymous.GetStringAsync(path, ServerFixture.Token), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task The_committed_description_of_the_api_is_the_one_that_is_served()
    {
        var served = await server.Anonymous.GetStringAsync("/api-docs/openapi.json", ServerFixture.Token);
        var file = Path.Combine(Repository.Root, "docs", "openapi.json");
        if (Environment.GetEnvironmentVariable("WARREN_UPDATE_OPENAPI") == "1")
            await File.WriteAllTextAsync(file, served.ReplaceLineEndings("\n").TrimEnd() + "\n", ServerFixture.Token);

        var committed = File.Exists(file) ? await File.ReadAllTextAsync(file, ServerFixture.Token) : "";

        Assert.True(committed == served.ReplaceLineEndings("\n").TrimEnd() + "\n", "docs/openapi.json is not what the server describes; WARREN_UPDATE_OPENAPI=1 ./warren test FunctionalTests writes it anew.");
    }
}
