using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Server.Hosting;
using Warren.Storage.Postgres;
using Warren.TestKit;

namespace Warren.Server.FunctionalTests;

/// <summary>Whole servers on PostgreSQL, with fake engines below them.</summary>
public sealed class PostgresTests : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _started = [];
    private PostgresServer _postgres = null!;
    private TcpProxy _proxy = null!;
    private string _url = "";

    private static CancellationToken Token => ServerFixture.Token;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(PostgresServer.Missing is null, PostgresServer.Missing ?? "");
        _postgres = await PostgresServer.StartAsync(Token);
        _proxy = new(_postgres.Port);
        _url = await _postgres.CreateDatabaseAsync(Token, _proxy.Port);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var started in Enumerable.Reverse(_started))
                await started.DisposeAsync();
        }
        finally
        {
            // Processes of their own, which a server that fails to end must not leave behind.
            if (_proxy is not null)
                await _proxy.DisposeAsync();
            if (_postgres is not null)
                await _postgres.DisposeAsync();
        }
    }

    [Fact]
    public async Task Server_says_that_its_database_is_away_and_recovers()
    {
        var server = await StartAsync();
        var kept = await server.Client.Sandboxes.CreateAsync(new() { Name = "kept" }, Token);
        _proxy.Refuses = true;
        _proxy.CutAll();

        using (var create = await server.SendAsync(HttpMethod.Post, "/api/v0/sandboxes", "{}"))
            await AssertAwayAsync(create);
        using (var ready = await server.Anonymous.GetAsync("/health/ready", Token))
            await AssertAwayAsync(ready);
        using (var alive = await server.Anonymous.GetAsync("/health", Token))
            Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        // What runs needs no database.
        Assert.Equal(kept.Id, (await server.Client.Sandboxes.GetAsync("kept", Token)).Id);

        _proxy.Refuses = false;
        using (var ready = await server.Anonymous.GetAsync("/health/ready", Token))
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        var made = await server.Client.Sandboxes.CreateAsync(new(), Token);
        Assert.Equal(SandboxState.Running, made.State);
        // What was refused meanwhile is failed, and removed by the next sweep.
        using var list = await server.SendAsync(HttpMethod.Get, "/api/v0/sandboxes?state=running");
        Assert.Equal(new[] { kept.Id, made.Id }.Order(), Ids(await list.Content.ReadFromJsonAsync<JsonElement>(Token)).Order());
    }

    [Fact]
    public async Task Database_that_is_killed_and_started_again_costs_nothing_but_the_calls_meanwhile()
    {
        var server = await StartAsync();
        var kept = await server.Client.Sandboxes.CreateAsync(new() { Name = "kept" }, Token);
        await _postgres.KillAsync(Token);
        using (var create = await server.SendAsync(HttpMethod.Post, "/api/v0/sandboxes", "{}"))
            await AssertAwayAsync(create);
        await _postgres.StartAgainAsync(Token);
        await server.Client.Sandboxes.DeleteAsync(kept.Id, Token);
        var made = await server.Client.Sandboxes.CreateAsync(new() { Name = "kept" }, Token);
        Assert.NotEqual(kept.Id, made.Id);
        Assert.Equal([made.Id], server.Engine.Sandboxes.Keys);
    }

    [Fact]
    public async Task Two_servers_share_names_keys_and_events()
    {
        var (one, two) = (await StartAsync(), await StartAsync());
        await using var events = two.Client.Feeds.FollowEventsAsync(null, 0, Token).GetAsyncEnumerator(Token);
        var next = events.MoveNextAsync();
        var first = await CreateAsync(one, "box", "key");
        var again = await CreateAsync(two, "box", "key");
        Assert.Equal(first, again);
        using (var clash = await two.SendAsync(HttpMethod.Post, "/api/v0/sandboxes", """{"name":"box"}"""))
            Assert.Equal(HttpStatusCode.Conflict, clash.StatusCode);
        Assert.Empty(two.Engine.Sandboxes);

        List<string> heard = [];
        while (await next && events.Current is { Type: not "sandbox.running" } happened)
        {
            heard.Add(happened.Type);
            next = events.MoveNextAsync();
        }
        Assert.Equal((first, "sandbox.running"), (events.Current.SandboxId, events.Current.Type));
        Assert.Equal(["sandbox.starting"], heard);
    }

    [Fact]
    public async Task Each_server_has_its_own_sandboxes_and_connections_that_break_cost_nothing()
    {
        var (one, two) = (await StartAsync(), await StartAsync());
        var mine = await one.Client.Sandboxes.CreateAsync(new() { Name = "mine" }, Token);
        await _postgres.CutConnectionsAsync(Token);
        var theirs = await two.Client.Sandboxes.CreateAsync(new() { Name = "theirs" }, Token);
        Assert.Equal(mine.Id, (await one.Client.Sandboxes.GetAsync("mine", Token)).Id);
        await _postgres.CutConnectionsAsync(Token);
        using var list = await two.SendAsync(HttpMethod.Get, "/api/v0/sandboxes");
        Assert.Equal([theirs.Id], Ids(await list.Content.ReadFromJsonAsync<JsonElement>(Token)));
    }

    [Fact]
    public void Wrong_address_is_reported_with_everything_else()
    {
        var refused = Assert.Throws<WarrenException>(() => ServerOptions.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["DATABASE_URL"] = "mysql://a:hidden@b/c", ["WARREN_PORT"] = "x" }).Build()));
        Assert.Equal(["database-url", "port"], refused.Errors.Keys.Order());
        Assert.DoesNotContain("hidden", refused.Message, StringComparison.Ordinal);
    }

    private async Task<PostgresServerFixture> StartAsync()
    {
        var server = new PostgresServerFixture(PostgresOptions.TryParse(_url, out _)!);
        _started.Add(server);
        await server.InitializeAsync();
        return server;
    }

    private static async Task<string> CreateAsync(ServerFixture server, string name, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v0/sandboxes") { Content = JsonContent.Create(new { name }) };
        request.Headers.Add("X-API-Key", server.AccessToken);
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await server.Anonymous.SendAsync(request, Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
    }

    private static async Task AssertAwayAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal("ENGINE_UNAVAILABLE", problem.GetProperty("code").GetString());
        Assert.Contains("database", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(box => box.GetProperty("id").GetString()!);

    private sealed class PostgresServerFixture(PostgresOptions database) : ServerFixture
    {
        protected override ServerOptions Configure(ServerOptions options) => options with { Database = database };
    }
}
