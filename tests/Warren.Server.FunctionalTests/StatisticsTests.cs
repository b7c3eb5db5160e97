using System.Net;
using System.Text.Json;
using Warren.Api;
using static Warren.Server.FunctionalTests.ServerFixture;

namespace Warren.Server.FunctionalTests;

public sealed class StatisticsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Figures_come_now_as_a_history_and_as_a_stream()
    {
        var box = await server.Client.Sandboxes.CreateAsync(new() { Cpu = 0.5 }, Token);
        var path = $"/api/v0/sandboxes/{box.Id}/statistics";

        var now = await server.Client.Sandboxes.GetStatisticsAsync(box.Id, Token);
        using var history = await server.SendAsync(HttpMethod.Get, $"{path}/history?since=2020-01-01T00:00:00Z");
        var page = JsonSerializer.Deserialize(await history.Content.ReadAsStringAsync(Token), WarrenJson.Wire.PageSandboxStatistics);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}/stream?intervalSeconds=1");
        request.Headers.Add("X-API-Key", server.AccessToken);
        using var stream = await server.Anonymous.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync(Token));

        Assert.Equal(0.5, now.CpuLimit);
        Assert.NotNull(page);
        Assert.Equal("event: statistics", await lines.ReadLineAsync(Token));
        Assert.StartsWith("data: {\"time\":", await lines.ReadLineAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/stream?intervalSeconds=0")]
    [InlineData("/stream?intervalSeconds=61")]
    [InlineData("/history?since=yesterday")]
    public async Task Nonsense_is_refused(string rest)
    {
        var box = await server.Client.Sandboxes.CreateAsync(new(), Token);

        using var answer = await server.SendAsync(HttpMethod.Get, $"/api/v0/sandboxes/{box.Id}/statistics{rest}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Field_that_a_mount_does_not_have_is_named()
    {
        using var answer = await server.SendAsync(HttpMethod.Post, "/api/v0/sandboxes", """{"mounts":[{"source":"/a","target":"/b","writable":true}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("mounts[0].writable", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }
}
