using System.Net;
using System.Text.Json;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Client;

namespace Warren.Server.FunctionalTests;

public sealed class LifecycleTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => ServerFixture.Token;

    private SandboxClient Sandboxes => server.Client.Sandboxes;

    [Fact]
    public async Task Creation_is_repeated_with_its_key()
    {
        using var first = await CreateAsync("key-1", "{}");
        using var again = await CreateAsync("key-1", "{ }");
        using var other = await CreateAsync("key-1", """{"cpu":0.5}""");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.Conflict), (first.StatusCode, again.StatusCode, other.StatusCode));
        Assert.Equal(["true"], again.Headers.GetValues("Idempotency-Replayed"));
        Assert.Equal((await SnapshotAsync(first)).Id, (await SnapshotAsync(again)).Id);
    }

    [Fact]
    public async Task Sandbox_is_changed_where_it_is_at_the_version_that_was_read()
    {
        var box = await Sandboxes.CreateAsync(new(), Token);
        using var changed = await PatchAsync(box.Id, """{"cpu":0.5,"lifetime":{"timeoutSeconds":60,"onTimeout":"pause"},"labels":{"a":"b"}}""", box.Version);
        using var late = await PatchAsync(box.Id, """{"cpu":0.25}""", box.Version);

        var now = await SnapshotAsync(changed);
        Assert.Equal((0.5, TimeoutAction.Pause, "b"), (now.Spec.Cpu, now.Spec.Lifetime!.OnTimeout, now.Spec.Labels!["a"]));
        Assert.NotNull(now.ExpiresAt);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
    }

    [Fact]
    public async Task Everything_wrong_with_a_change_is_said_at_once()
    {
        var box = await Sandboxes.CreateAsync(new(), Token);
        using var answer = await PatchAsync(box.Id, """{"cpu":-1,"lifetime":{"timeoutSeconds":0}}""");

        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal(["cpu", "lifetime.timeoutSeconds"], problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    [Fact]
    public async Task Wrong_kinds_and_wrong_ranges_are_said_in_one_round()
    {
        using var answer = await CreateAsync("key-3", """{"memory":"much","cpu":-1,"name":"-"}""");

        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        Assert.Equal(["cpu", "memory", "name"], problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    [Fact]
    public async Task Word_that_is_none_of_those_allowed_is_answered_with_those_that_are()
    {
        using var answer = await CreateAsync("key-2", """{"lifetime":{"timeoutSeconds":60,"onTimeout":"explode"}}""");

        Assert.Contains("This has to be one of pause, stop, destroy.", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"timeoutSeconds":120}""")]
    public async Task Sandbox_is_renewed_with_or_without_a_body(string? body)
    {
        var box = await Sandboxes.CreateAsync(new() { Lifetime = new() { TimeoutSeconds = 120 } }, Token);
        using var answer = await server.SendAsync(HttpMethod.Post, $"/api/v0/sandboxes/{box.Id}/renew", body);

        Assert.True((await SnapshotAsync(answer)).ExpiresAt > box.ExpiresAt);
    }

    [Fact]
    public async Task Wait_answers_when_the_state_has_come_and_when_the_time_is_over()
    {
        var box = await Sandboxes.CreateAsync(new(), Token);
        var waiting = server.SendAsync(HttpMethod.Get, $"/api/v0/sandboxes/{box.Id}?wait=paused&waitSeconds=30");
        using var now = await server.SendAsync(HttpMethod.Get, $"/api/v0/sandboxes/{box.Id}?wait=paused&waitSeconds=0");
        Assert.Equal(SandboxState.Running, (await SnapshotAsync(now)).State);
        await Sandboxes.ChangeAsync(box.Id, "pause", Token);

        using var answer = await waiting;
        Assert.Equal(SandboxState.Paused, (await SnapshotAsync(answer)).State);
        using var wrong = await server.SendAsync(HttpMethod.Get, $"/api/v0/sandboxes/{box.Id}?wait=happy");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task List_is_filtered_by_state_and_name()
    {
        var box = await Sandboxes.CreateAsync(new() { Name = "listed" }, Token);
        await Sandboxes.ChangeAsync(box.Id, "stop", Token);

        using var stopped = await server.SendAsync(HttpMethod.Get, "/api/v0/sandboxes?state=stopped&state=failed&name=listed");
        using var running = await server.SendAsync(HttpMethod.Get, "/api/v0/sandboxes?state=running&name=listed");

        Assert.Contains(box.Id, await stopped.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.DoesNotContain(box.Id, await running.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_is_ready_for_whoever_asks()
    {
        using var answer = await server.Anonymous.GetAsync("/health/ready", Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> CreateAsync(string key, string body)
    {
        using var request = Request(HttpMethod.Post, "/api/v0/sandboxes", body);
        request.Headers.Add("Idempotency-Key", key);
        return await server.Anonymous.SendAsync(request, Token);
    }

    private async Task<HttpResponseMessage> PatchAsync(string id, string body, long? version = null)
    {
        using var request = Request(HttpMethod.Patch, $"/api/v0/sandboxes/{id}", body);
        if (version is not null)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        return await server.Anonymous.SendAsync(request, Token);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string body)
    {
        var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("X-API-Key", server.AccessToken);
        return request;
    }

    private static async Task<SandboxSnapshot> SnapshotAsync(HttpResponseMessage answer) =>
        JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Token), WarrenJson.Wire.SandboxSnapshot)!;
}
