using System.Globalization;
using System.Net;

namespace Warren.Server.FunctionalTests;

public sealed class MetricsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public async Task Figures_need_the_token() =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Anonymous.GetAsync("/metrics", Token)).StatusCode);

    [Fact]
    public async Task Requests_sandboxes_and_programs_are_counted()
    {
        var before = await ReadAsync();
        var box = await server.Client.Sandboxes.CreateAsync(new(), Token);
        await server.Client.Sandboxes.RunAsync(box.Id, new() { Command = new(["hello"]) }, Token);
        await Assert.ThrowsAsync<Api.WarrenException>(() => server.Client.Sandboxes.CreateAsync(new() { Driver = "none" }, Token));

        var after = await ReadAsync();

        void Grew(string series, double by) => Assert.True(after.GetValueOrDefault(series) - before.GetValueOrDefault(series) >= by, $"{series}: {before.GetValueOrDefault(series)} to {after.GetValueOrDefault(series)} of {string.Join("; ", after.Keys.Where(key => key.StartsWith(series[..12], StringComparison.Ordinal)))}");
        Grew("""http_server_request_duration_seconds_count{http_request_method="POST",http_response_status_code="201",http_route="/api/v0/sandboxes/"}""", 1);
        Grew("""http_server_request_duration_seconds_bucket{http_request_method="POST",http_response_status_code="400",http_route="/api/v0/sandboxes/",le="+Inf"}""", 1);
        Grew("""warren_sandbox_operation_duration_seconds_count{operation="create",outcome="ok"}""", 1);
        Grew("""warren_sandboxes{state="running",driver="fake"}""", 1);
        Grew("""warren_events_total{type="sandbox.running"}""", 1);
        Grew("warren_execs_started_total", 1);
        Grew("""warren_execs_ended_total{outcome="ok"}""", 1);
        Grew("""warren_exec_output_bytes_total{stream="stdout"}""", 6);
        Assert.Contains("dotnet_process_memory_working_set_bytes", after.Keys);
        Assert.Contains(after.Keys, key => key.StartsWith("dotnet_gc_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_line_is_of_the_text_format()
    {
        using var answer = await server.SendAsync(HttpMethod.Get, "/metrics");

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        foreach (var line in (await answer.Content.ReadAsStringAsync(Token)).TrimEnd('\n').Split('\n'))
            Assert.Matches("""^(# (HELP|TYPE) [a-z_0-9]+ .*|[a-z_0-9]+(\{([a-z_0-9]+="([^"\\\n]|\\.)*",?)+\})? (-?[0-9.E+-]+|NaN))$""", line);
    }

    private async Task<Dictionary<string, double>> ReadAsync()
    {
        using var answer = await server.SendAsync(HttpMethod.Get, "/metrics");
        var text = await answer.Content.ReadAsStringAsync(Token);
        return text.Split('\n').Where(line => line.Length > 0 && line[0] != '#')
            .ToDictionary(line => line[..line.LastIndexOf(' ')], line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }
}
