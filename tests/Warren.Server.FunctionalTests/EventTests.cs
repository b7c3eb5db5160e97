using System.Net;
using System.Text.Json;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Client;

namespace Warren.Server.FunctionalTests;

public sealed class EventTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => ServerFixture.Token;

    private SandboxClient Sandboxes => server.Client.Sandboxes;

    [Fact]
    public async Task Events_come_in_pages_also_of_a_sandbox_that_is_no_more()
    {
        var box = await Sandboxes.CreateAsync(new(), Token);
        await Sandboxes.DeleteAsync(box.Id, Token);

        var first = await PageAsync($"/api/v0/sandboxes/{box.Id}/events?limit=3");
        var rest = await PageAsync($"/api/v0/sandboxes/{box.Id}/events?after={first.NextCursor}");

        Assert.Equal(["sandbox.starting", "sandbox.running", "sandbox.destroying", "sandbox.destroyed"], first.Items.Concat(rest.Items).Select(happened => happened.Type));
        Assert.Null(rest.NextCursor);
        Assert.Contains((await PageAsync("/api/v0/events?limit=1000")).Items, happened => happened.SandboxId == box.Id);
    }

    [Fact]
    public async Task Stream_goes_on_behind_the_last_event_that_was_seen()
    {
        var box = await Sandboxes.CreateAsync(new(), Token);
        var created = await PageAsync($"/api/v0/sandboxes/{box.Id}/events");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v0/events");
        request.Headers.Add("X-API-Key", server.AccessToken);
        request.Headers.Add("Accept", "text/event-stream");
        request.Headers.Add("Last-Event-ID", $"{created.LatestVersion}");
        using var answer = await server.Anonymous.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Token));

        Assert.Equal(":", await lines.ReadLineAsync(Token));
        Assert.Equal("", await lines.ReadLineAsync(Token));
        await Sandboxes.ChangeAsync(box.Id, "pause", Token);

        Assert.Equal($"id: {created.LatestVersion + 1}", await lines.ReadLineAsync(Token));
        Assert.Equal("event: sandbox.paused", await lines.ReadLineAsync(Token));
        var happened = JsonSerializer.Deserialize((await lines.ReadLineAsync(Token))!["data: ".Length..], WarrenJson.Wire.SandboxEvent)!;
        Assert.Equal((box.Id, SandboxState.Paused), (happened.SandboxId, happened.Snapshot!.State));
    }

    [Theory]
    [InlineData("/api/v0/events?after=x")]
    [InlineData("/api/v0/events?after=-1")]
    [InlineData("/api/v0/events?limit=0")]
    public async Task Version_that_is_none_is_refused(string path)
    {
        using var answer = await server.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private async Task<SandboxEventPage> PageAsync(string path)
    {
        using var answer = await server.SendAsync(HttpMethod.Get, path);
        return JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Token), WarrenJson.Wire.SandboxEventPage)!;
    }
}
