using System.Net;
using Warren.Api;
using Warren.Api.Access;
using Warren.Api.Sandboxes;

namespace Warren.Server.FunctionalTests;

public sealed class QuotaTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Hundred_at_once_make_as_many_sandboxes_as_may_be()
    {
        var alice = await SignInAsync("alice", new { sandboxes = 5 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => server.TryAsync(HttpMethod.Post, "/api/v0/sandboxes", new { }, alice)));
        Assert.Equal(5, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal(95, answers.Count(answer => answer is { Status: HttpStatusCode.Conflict, Problem.Code: "QUOTA_EXCEEDED" }));
        Assert.Equal(5, (await MineAsync(alice)).Usage.Sandboxes);
    }

    [Fact]
    public async Task What_is_destroyed_does_not_count()
    {
        var bob = await SignInAsync("bob", new { sandboxes = 1 });
        var first = await server.CallAsync<SandboxSnapshot>(HttpMethod.Post, "/api/v0/sandboxes", new { }, bob);
        Assert.Equal(HttpStatusCode.Conflict, (await server.TryAsync(HttpMethod.Post, "/api/v0/sandboxes", new { }, bob)).Status);
        await server.TryAsync(HttpMethod.Delete, $"/api/v0/sandboxes/{first.Id}", credential: bob);
        await server.CallAsync<SandboxSnapshot>(HttpMethod.Post, "/api/v0/sandboxes", new { }, bob);
    }

    [Theory]
    [InlineData("cpu", 2.5, """{"cpu":1}""", 2, """{"cpu":2}""")]
    [InlineData("memory", 1073741824.0, """{"memory":536870912}""", 2, """{"memory":1073741824}""")]
    [InlineData("disk", 3221225472.0, """{"disk":1073741824}""", 3, """{"disk":2147483648}""")]
    public async Task Limits_of_all_sandboxes_together_are_held_also_by_those_that_grow(string limit, double most, string spec, int fit, string larger)
    {
        var carol = await SignInAsync($"carol-{limit}", new Dictionary<string, object> { [limit] = limit == "cpu" ? most : (long)most });
        var made = new List<SandboxSnapshot>();
        for (var index = 0; index < fit; index++)
            made.Add(await server.CallAsync<SandboxSnapshot>(HttpMethod.Post, "/api/v0/sandboxes", System.Text.Json.JsonDocument.Parse(spec).RootElement, carol));
        var (status, problem) = await server.TryAsync(HttpMethod.Post, "/api/v0/sandboxes", System.Text.Json.JsonDocument.Parse(spec).RootElement, carol);
        Assert.Equal((HttpStatusCode.Conflict, "QUOTA_EXCEEDED"), (status, problem!.Code));

        var grown = await server.TryAsync(HttpMethod.Patch, $"/api/v0/sandboxes/{made[0].Id}", System.Text.Json.JsonDocument.Parse(larger).RootElement, carol);
        Assert.True(grown is { Status: HttpStatusCode.Conflict, Problem.Code: "QUOTA_EXCEEDED" }, grown.Problem!.Detail);
        Assert.Equal(HttpStatusCode.OK, (await server.TryAsync(HttpMethod.Patch, $"/api/v0/sandboxes/{made[0].Id}", new { labels = new { a = "b" } }, carol)).Status);
    }

    [Fact]
    public async Task Run_time_is_added_up()
    {
        var dave = await SignInAsync("dave", new { runTimeSeconds = 60 });
        await server.CallAsync<SandboxSnapshot>(HttpMethod.Post, "/api/v0/sandboxes", new { }, dave);
        await server.CallAsync<SandboxSnapshot>(HttpMethod.Post, "/api/v0/sandboxes", new { }, dave);
        server.Clock.Advance(TimeSpan.FromSeconds(40));
        var (status, problem) = await server.TryAsync(HttpMethod.Post, "/api/v0/sandboxes", new { }, dave);
        Assert.Equal((HttpStatusCode.Conflict, "QUOTA_EXCEEDED"), (status, problem!.Code));
        Assert.InRange((await MineAsync(dave)).Usage.RunTimeSeconds, 80, 160);
    }

    [Fact]
    public async Task Requests_of_a_minute_are_held_to_their_rate_and_the_next_minute_is_free()
    {
        var erin = await SignInAsync("erin", new { requestsPerMinute = 20 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            using var answer = await server.SendAsAsync(HttpMethod.Get, "/api/v0/sandboxes", credential: erin);
            return (answer.StatusCode, Wait: answer.Headers.RetryAfter?.Delta?.TotalSeconds);
        }));
        Assert.Equal(20, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal(30, answers.Count(answer => answer is { StatusCode: HttpStatusCode.TooManyRequests, Wait: > 0 and <= 60 }));
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await server.TryAsync(HttpMethod.Get, "/api/v0/sandboxes", credential: erin)).Status);
    }

    [Fact]
    public async Task Everybody_sees_their_own_quota_and_administrators_all()
    {
        var frank = await SignInAsync("frank", new { sandboxes = 7 });
        var mine = Assert.Single((await server.CallAsync<Page<Quota>>(HttpMethod.Get, "/api/v0/quotas", credential: frank)).Items);
        Assert.Equal((QuotaKind.Account, "frank", 7, 0), (mine.Kind, mine.Name, mine.Limits.Sandboxes, mine.Usage.Sandboxes));
        Assert.Contains((await server.CallAsync<Page<Quota>>(HttpMethod.Get, "/api/v0/quotas?limit=1000")).Items, quota => quota.Name == "frank");
        Assert.Equal(HttpStatusCode.Forbidden, (await server.TryAsync(HttpMethod.Put, "/api/v0/quotas/frank", new { limits = new { } }, frank)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.TryAsync(HttpMethod.Put, "/api/v0/quotas/nobody", new { kind = "account", limits = new { } })).Status);
        var wrong = await server.TryAsync(HttpMethod.Put, "/api/v0/quotas/frank", new { limits = new { sandboxes = -1, cpu = -0.5 } });
        Assert.Equal(["limits.cpu", "limits.sandboxes"], wrong.Problem!.Errors!.Keys.Order());
        Assert.Equal(QuotaKind.Workspace, (await server.CallAsync<Quota>(HttpMethod.Put, "/api/v0/quotas/team", new { limits = new { memory = 1 } })).Kind);
    }

    private async Task<string> SignInAsync(string name, object limits)
    {
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await server.AccountAsync(name, "developer");
        await server.CallAsync<Quota>(HttpMethod.Put, $"/api/v0/quotas/{name}", new { limits });
        return (await server.LoginAsync(name)).Token;
    }

    private async Task<Quota> MineAsync(string credential) => Assert.Single((await server.CallAsync<Page<Quota>>(HttpMethod.Get, "/api/v0/quotas", credential: credential)).Items);
}
