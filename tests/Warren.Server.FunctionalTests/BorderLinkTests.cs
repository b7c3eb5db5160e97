using System.Net;
using System.Text.Json;

namespace Warren.Server.FunctionalTests;

public sealed class BorderLinkTests(PortsFixture server) : IClassFixture<PortsFixture>
{
    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public async Task A_link_opens_its_own_method_path_and_query_and_nothing_else()
    {
        var port = server.Listen(PortScripts.Mirror());
        var other = await server.Client.Sandboxes.CreateAsync(new(), Token);
        var link = await server.LinkAsync(new { method = "PUT", path = $"/ports/{port}/hook", query = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" } });
        var (path, query) = (link.AbsolutePath, link.Query);

        Assert.Equal(200, await PutAsync(path + query));
        Assert.Equal(200, await PutAsync($"{path}?a=1&{query[1..].Replace("&a=1", "", StringComparison.Ordinal).Replace("a=1&", "", StringComparison.Ordinal)}"));
        foreach (var (method, target) in new[]
        {
            ("GET", path + query), ("POST", path + query), ("DELETE", path + query),
            ("PUT", path + "/more" + query), ("PUT", path[..^1] + query), ("PUT", path.Replace(server.Box.Id, other.Id, StringComparison.Ordinal) + query),
            ("PUT", path.Replace($"{port}", $"{port + 1}", StringComparison.Ordinal) + query),
            ("PUT", path + query + "&c=3"), ("PUT", path + query + "&a=1"), ("PUT", path + query.Replace("a=1", "a=2", StringComparison.Ordinal)), ("PUT", path + query.Replace("a=1&", "", StringComparison.Ordinal)),
            ("PUT", path + query + "&warren-link=x"), ("PUT", path + query[..^1]), ("PUT", $"/api/v0/sandboxes/{server.Box.Id}"), ("GET", $"/api/v0/sandboxes/{server.Box.Id}{query}"),
            ("GET", $"/api/v0/sandboxes/{server.Box.Id}/ports/{port}/tcp{query}"),
        })
            Assert.Equal((target, method, 401), (target, method, await SendAsync(method, target)));
    }

    [Fact]
    public async Task A_changed_link_is_worth_nothing()
    {
        var port = server.Listen(PortScripts.Mirror());
        var link = await server.LinkAsync(new { method = "PUT", path = $"/ports/{port}/", expiresInSeconds = 60 });
        var parts = link.Query.Split("warren-link=")[1].Split('.');

        for (var part = 0; part < parts.Length; part++)
        {
            var changed = parts.ToArray();
            changed[part] = part == 0 ? "99999999999" : (changed[part][0] == 'A' ? 'B' : 'A') + changed[part][1..];
            Assert.Equal(401, await PutAsync($"{link.AbsolutePath}?warren-link={string.Join('.', changed)}"));
        }
        foreach (var nonsense in new[] { "", ".", "..", "1..", "9999999999.." + parts[2], "-1." + parts[1] + "." + parts[2], "%00.%ff.x" })
            Assert.Equal(401, await PutAsync($"{link.AbsolutePath}?warren-link={nonsense}"));
    }

    [Fact]
    public async Task A_link_ends_with_its_time_and_with_its_sandbox()
    {
        await using var own = new PortsFixture();
        await ((IAsyncLifetime)own).InitializeAsync();
        var port = own.Listen(PortScripts.Mirror());
        var (brief, lasting) = (await own.LinkAsync(new { method = "PUT", path = $"/ports/{port}/", expiresInSeconds = 10 }), await own.LinkAsync(new { method = "PUT", path = $"/ports/{port}/", expiresInSeconds = 86400 }));

        own.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.Unauthorized, (await own.Anonymous.PutAsync(brief.PathAndQuery, null, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await own.Anonymous.PutAsync(lasting.PathAndQuery, null, Token)).StatusCode);
        await own.Client.Sandboxes.DeleteAsync(own.Box.Id, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await own.Anonymous.PutAsync(lasting.PathAndQuery, null, Token)).StatusCode);
    }

    [Theory]
    [InlineData("""{"path":"/exec"}""", "path")]
    [InlineData("""{"path":"/filesystem"}""", "path")]
    [InlineData("""{"path":"files"}""", "path")]
    [InlineData("""{"path":"/files/../exec"}""", "path")]
    [InlineData("""{"path":"/files","method":"DELETE"}""", "method")]
    [InlineData("""{"path":"/files","method":"get"}""", "method")]
    [InlineData("""{"path":"/ports/80/","method":"CONNECT"}""", "method")]
    [InlineData("""{"path":"/files","expiresInSeconds":86401}""", "expiresInSeconds")]
    [InlineData("""{"path":"/files","expiresInSeconds":0}""", "expiresInSeconds")]
    [InlineData("""{"path":"/files","query":{"warren-link":"x"}}""", "query")]
    [InlineData("""{"path":"/files","extra":1}""", "extra")]
    public async Task A_link_that_would_allow_too_much_is_not_made(string body, string field)
    {
        using var answer = await server.SendAsync(HttpMethod.Post, $"/api/v0/sandboxes/{server.Box.Id}/links", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, Assert.Single(JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Head_is_allowed_where_get_is()
    {
        var port = server.Listen(PortScripts.Mirror());
        var link = await server.LinkAsync(new { path = $"/ports/{port}/x" });
        var target = server.Path(port, "/x") + link.Query;

        Assert.Equal(200, await SendAsync("GET", target));
        Assert.Equal(200, await SendAsync("HEAD", target));
        Assert.Equal(401, await SendAsync("PUT", target));
    }

    private Task<int> PutAsync(string target) => SendAsync("PUT", target);

    private async Task<int> SendAsync(string method, string target)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), target);
        using var answer = await server.Anonymous.SendAsync(request, Token);
        return (int)answer.StatusCode;
    }
}
