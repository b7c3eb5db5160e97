using System.Net;
using Warren.Api;
using Warren.Api.Auth;
using Warren.Api.Sandboxes;

namespace Warren.Server.FunctionalTests;

public sealed class AccessKeyTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public async Task Key_is_shown_once_and_deleted_for_good()
    {
        var alice = await SignInAsync("alice", "developer");
        var made = await server.KeyAsync(alice, new { name = "ci", roles = new[] { "developer" } });
        Assert.Matches("^wk_[a-z0-9]{16}_[A-Za-z0-9]{43}$", made.Key);
        using var listed = await server.SendAsAsync(HttpMethod.Get, "/api/v0/keys", credential: alice);
        var text = await listed.Content.ReadAsStringAsync(Token);
        Assert.Contains(made.Info.Id, text, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Key.Split('_')[2], text, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(made.Key, "/api/v0/sandboxes"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(made.Key[..^1] + (made.Key[^1] == 'a' ? 'b' : 'a'), "/api/v0/sandboxes"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync($"wk_{made.Info.Id}_", "/api/v0/sandboxes"));
        Assert.Equal(HttpStatusCode.NoContent, (await server.TryAsync(HttpMethod.Delete, "/api/v0/keys/ci", credential: alice)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(made.Key, "/api/v0/sandboxes"));
    }

    [Fact]
    public async Task Key_ends_when_it_is_to()
    {
        var bob = await SignInAsync("bob", "developer");
        var made = await server.KeyAsync(bob, new { name = "short", roles = new[] { "developer" }, expiresAt = server.Clock.GetUtcNow().AddMinutes(5) });
        Assert.Equal(made.Info.ExpiresAt, (await server.CallAsync<Caller>(HttpMethod.Get, "/api/v0/auth/me", credential: made.Key)).ExpiresAt);
        server.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(made.Key, "/api/v0/auth/me"));
    }

    [Fact]
    public async Task Key_is_narrower_than_its_account()
    {
        var carol = await SignInAsync("carol", "developer");
        var key = (await server.KeyAsync(carol, new { name = "tools", roles = new[] { "tool-runner" } })).Key;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(key, "/api/v0/tools"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(key, "/api/v0/sandboxes"));
        Assert.Equal(HttpStatusCode.Forbidden, (await server.TryAsync(HttpMethod.Post, "/api/v0/keys", new { name = "k2", roles = new[] { "tool-runner" } }, key)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.TryAsync(HttpMethod.Post, "/api/v0/auth/links", new { }, key)).Status);
        var elsewhere = (await server.KeyAsync(carol, new { name = "team", roles = new[] { "developer" }, workspace = "team" })).Key;
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(elsewhere, "/api/v0/sandboxes"));
    }

    [Fact]
    public async Task Key_of_one_sandbox_reaches_that_one_alone()
    {
        var dave = await SignInAsync("dave", "developer");
        var mine = await server.CallAsync<SandboxSnapshot>(HttpMethod.Post, "/api/v0/sandboxes", new { name = "mine" }, dave);
        var other = await server.CallAsync<SandboxSnapshot>(HttpMethod.Post, "/api/v0/sandboxes", new { name = "other" }, dave);
        var made = await server.KeyAsync(dave, new { name = "one", roles = new[] { "developer" }, sandbox = "mine" });
        Assert.Equal(mine.Id, made.Info.Sandbox);
        foreach (var path in new[] { $"/api/v0/sandboxes/{mine.Id}", "/api/v0/sandboxes/mine", "/api/v0/sandboxes/mine/execs", "/api/v0/auth/me" })
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(made.Key, path));
        foreach (var path in new[] { $"/api/v0/sandboxes/{other.Id}", "/api/v0/sandboxes/other", "/api/v0/sandboxes/none" })
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(made.Key, path));
        foreach (var path in new[] { "/api/v0/sandboxes", "/api/v0/events", "/api/v0/tools", "/api/v0/tool-runs", "/api/v0/keys", "/api/v0/images", "/api/v0/accounts/dave", "/api/v0/quotas" })
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(made.Key, path));
        Assert.Equal(HttpStatusCode.Forbidden, (await server.TryAsync(HttpMethod.Post, "/api/v0/sandboxes", new { }, made.Key)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.TryAsync(HttpMethod.Post, "/api/v0/keys", new { name = "k2", roles = new[] { "developer" } }, made.Key)).Status);
        // A name that is given again is another sandbox.
        await server.TryAsync(HttpMethod.Delete, $"/api/v0/sandboxes/{mine.Id}", credential: dave);
        await server.CallAsync<SandboxSnapshot>(HttpMethod.Post, "/api/v0/sandboxes", new { name = "mine" }, dave);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(made.Key, "/api/v0/sandboxes/mine"));
    }

    [Fact]
    public async Task Everybody_sees_their_own_and_operators_act_on_what_is_others()
    {
        var (erin, oper, viewer) = (await SignInAsync("erin", "developer"), await SignInAsync("oper", "operator"), await SignInAsync("watcher", "viewer"));
        var box = await server.CallAsync<SandboxSnapshot>(HttpMethod.Post, "/api/v0/sandboxes", new { name = "hers" }, erin);
        Assert.Equal("erin", box.Owner);
        Assert.DoesNotContain(await ListAsync("", oper), entry => entry.Id == box.Id);
        Assert.Contains(await ListAsync("?owner=erin", oper), entry => entry.Id == box.Id);
        Assert.Contains(await ListAsync("?all=true&limit=1000", oper), entry => entry.Id == box.Id && entry.Owner == "erin");
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(erin, "/api/v0/sandboxes?owner=oper"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(erin, "/api/v0/sandboxes?all=true"));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(viewer, $"/api/v0/sandboxes/{box.Id}"));
        Assert.Equal(HttpStatusCode.Forbidden, (await server.TryAsync(HttpMethod.Post, $"/api/v0/sandboxes/{box.Id}/pause", credential: viewer)).Status);
        Assert.Equal(SandboxState.Paused, (await server.CallAsync<SandboxSnapshot>(HttpMethod.Post, $"/api/v0/sandboxes/{box.Id}/pause", credential: oper)).State);
        Assert.Equal("erin", (await server.CallAsync<SandboxSnapshot>(HttpMethod.Get, "/api/v0/sandboxes/hers", credential: erin)).Owner);
        var entry = Assert.Single((await server.AuditAsync($"name={box.Id}&verb=update&actor=oper")).Items);
        Assert.Equal("erin", entry.Owner);
    }

    [Fact]
    public async Task Ports_are_for_who_may_use_the_sandbox_and_never_see_what_let_them_in()
    {
        var (frank, oper, grace) = (await SignInAsync("frank", "developer"), await SignInAsync("oper2", "operator"), await SignInAsync("grace", "developer"));
        var box = await server.CallAsync<SandboxSnapshot>(HttpMethod.Post, "/api/v0/sandboxes", new { }, frank);
        var key = (await server.KeyAsync(frank, new { name = "k", roles = new[] { "developer" } })).Key;
        server.Engine.Ports[8080] = PortScripts.Mirror();
        var host = $"8080-{box.Id}.localhost:{server.Port}";
        Task<RawAnswer> getAsync(string header) => RawHttp.GetAsync(server.Port, "/", host, Token, header);

        foreach (var header in new[] { $"Authorization: Bearer {frank}", $"Authorization: Bearer {key}", $"X-API-Key: {key}", $"Authorization: Bearer {oper}" })
        {
            var answer = await getAsync(header);
            Assert.Equal(200, answer.Status);
            Assert.DoesNotContain(header.Split(' ')[^1], answer.Body, StringComparison.Ordinal);
        }
        Assert.Equal(404, (await getAsync($"Authorization: Bearer {grace}")).Status);
        // What is the program's own gets through beside ours; what looks like ours never does.
        var both = await RawHttp.GetAsync(server.Port, "/", host, Token, $"X-API-Key: {key}", "Authorization: Bearer sk-of-the-program");
        Assert.Contains("sk-of-the-program", both.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("wk_", (await RawHttp.GetAsync(server.Port, "/", host, Token, $"X-API-Key: {key}", "Authorization: Bearer wk_any_thing")).Body, StringComparison.Ordinal);
    }

    private async Task<string> SignInAsync(string name, params string[] roles)
    {
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await server.AccountAsync(name, roles);
        return (await server.LoginAsync(name)).Token;
    }

    private async Task<HttpStatusCode> StatusAsync(string credential, string path) => (await server.TryAsync(HttpMethod.Get, path, credential: credential)).Status;

    private async Task<IReadOnlyList<SandboxSnapshot>> ListAsync(string query, string credential) =>
        (await server.CallAsync<Page<SandboxSnapshot>>(HttpMethod.Get, $"/api/v0/sandboxes{query}", credential: credential)).Items;
}
