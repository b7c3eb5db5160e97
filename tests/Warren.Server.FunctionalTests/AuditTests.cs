using System.Net.Http.Json;
using System.Text.Json;
using Warren.Api;
using Warren.Api.Access;

namespace Warren.Server.FunctionalTests;

public sealed class AuditTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public async Task What_changes_something_is_noted_with_who_what_on_which_from_where_and_what_came_of_it()
    {
        await server.AccountAsync("alice", "developer");
        var alice = (await server.LoginAsync("alice")).Token;
        var made = await server.CallAsync<Api.Sandboxes.SandboxSnapshot>(HttpMethod.Post, "/api/v0/sandboxes", new { name = "box" }, alice);
        await server.TryAsync(HttpMethod.Post, "/api/v0/sandboxes", new { nonsense = 1 }, alice);
        await server.TryAsync(HttpMethod.Delete, $"/api/v0/sandboxes/{made.Id}", credential: alice);
        await server.TryAsync(HttpMethod.Get, "/api/v0/sandboxes", credential: alice);

        var entries = (await server.AuditAsync("actor=alice")).Items.Reverse().ToList();

        Assert.Equal(
            [("create", null, AuditResult.Done, 201), ("create", null, AuditResult.Failed, 400), ("delete", made.Id, AuditResult.Done, 204)],
            entries.Select(entry => (entry.Verb, entry.Name, entry.Result, entry.Status)));
        Assert.All(entries, entry => Assert.Equal(("sandboxes", "login", "127.0.0.1"), (entry.Resource, entry.Credential, entry.Address)));
        Assert.All(entries, entry => Assert.False(string.IsNullOrEmpty(entry.TraceId)));
    }

    [Fact]
    public async Task Refusals_are_noted_also_of_what_only_reads()
    {
        await server.AccountAsync("bob");
        var bob = (await server.LoginAsync("bob")).Token;
        await server.TryAsync(HttpMethod.Get, "/api/v0/sandboxes", credential: bob);
        await server.TryAsync(HttpMethod.Get, "/api/v0/sandboxes", credential: "wrong");
        using var wrong = await server.Anonymous.PostAsJsonAsync("/api/v0/auth/login", new { user = "bob", pass = "wrong password" }, Token);

        Assert.Equal(("list", AuditResult.Refused, 403), Of(Assert.Single((await server.AuditAsync("actor=bob")).Items)));
        var refused = (await server.AuditAsync("result=refused")).Items.Where(entry => entry.Actor is null).ToList();
        Assert.Contains(refused, entry => entry is { Path: "/api/v0/sandboxes", Status: 401 });
        Assert.Contains(refused, entry => entry is { Path: "/api/v0/auth/login", Status: 401, Resource: "auth", Name: "bob", Address: "127.0.0.1" });
    }

    [Fact]
    public async Task No_secret_is_in_the_log()
    {
        await server.AccountAsync("carol", "developer");
        var login = await server.LoginAsync("carol");
        var key = await server.KeyAsync(login.Token, new { name = "k", roles = new[] { "developer" } });
        await server.TryAsync(HttpMethod.Get, $"/api/v0/sandboxes/x?warren-link={key.Key}", credential: "wrong");
        await server.TryAsync(HttpMethod.Post, $"/api/v0/sandboxes/x/ports/80/secret-of-the-app?code={key.Key}", credential: key.Key);
        await server.AuditAsync("");
        using var answer = await server.SendAsAsync(HttpMethod.Get, "/api/v0/audit/export");
        var text = await answer.Content.ReadAsStringAsync(Token);
        foreach (var secret in new[] { key.Key.Split('_')[2], login.Token, login.RefreshToken, AccessClient.Password, server.AccessToken, "secret-of-the-app" })
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        Assert.Contains("/api/v0/sandboxes/x/ports/80\"", text, StringComparison.Ordinal);
        Assert.Contains(key.Info.Id, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_is_read_page_by_page_and_exported_as_lines()
    {
        for (var index = 0; index < 5; index++)
            await server.TryAsync(HttpMethod.Put, $"/api/v0/quotas/page{index}", new { limits = new { } });
        var first = await server.AuditAsync("resource=quotas&limit=3");
        var second = await server.CallAsync<Page<AuditEntry>>(HttpMethod.Get, $"/api/v0/audit?resource=quotas&limit=3&cursor={first.NextCursor}");
        Assert.Equal(3, first.Items.Count);
        Assert.True(first.Items[^1].Id > second.Items[0].Id);
        Assert.Equal(400, (int)(await server.TryAsync(HttpMethod.Get, "/api/v0/audit?result=nonsense")).Status);

        using var answer = await server.SendAsAsync(HttpMethod.Get, "/api/v0/audit/export?resource=quotas");
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync(Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize(line, WarrenJson.Wire.AuditEntry)!).ToList();
        Assert.Equal(lines.Select(entry => entry.Id).Order(), lines.Select(entry => entry.Id));
        Assert.True(lines.Count >= 6);
    }

    [Fact]
    public async Task Change_of_who_may_do_what_is_in_the_log_before_it_is_answered()
    {
        for (var index = 0; index < 20; index++)
        {
            await server.CallAsync<Role>(HttpMethod.Post, "/api/v0/roles", new { name = $"role{index}", rules = new[] { new { apiGroups = new[] { "" }, resources = new[] { "tools" }, verbs = new[] { "get" } } } });
            // Without the help of an entry behind it.
            var page = await server.CallAsync<Page<AuditEntry>>(HttpMethod.Get, "/api/v0/audit?resource=roles&limit=1");
            Assert.Equal(("create", AuditResult.Done, 201), Of(page.Items[0]));
            await server.TryAsync(HttpMethod.Delete, $"/api/v0/roles/role{index}");
            page = await server.CallAsync<Page<AuditEntry>>(HttpMethod.Get, $"/api/v0/audit?resource=roles&name=role{index}&limit=1");
            Assert.Equal(("delete", AuditResult.Done, 204), Of(Assert.Single(page.Items)));
        }
    }

    private static (string Verb, AuditResult Result, int Status) Of(AuditEntry entry) => (entry.Verb, entry.Result, entry.Status);
}
