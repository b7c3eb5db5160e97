using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Warren.Server.Hosting;

namespace Warren.Server.FunctionalTests;

public sealed class TracingTests
{
    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public async Task Traces_and_metrics_are_sent_where_an_endpoint_is_configured()
    {
        var received = new ConcurrentQueue<(string Path, string? Type, string Bytes)>();
        await using var collector = WebApplication.CreateSlimBuilder().Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.MapPost("/v1/{signal}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, Token);
            received.Enqueue((request.Path, request.ContentType, Encoding.Latin1.GetString(body.ToArray())));
        });
        await collector.StartAsync(Token);
        var server = new Fixture { Endpoint = new Uri(collector.Urls.Single()) };
        await server.InitializeAsync();
        var trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        using (var request = new HttpRequestMessage(HttpMethod.Post, "/api/v0/sandboxes?warren-link=secret-1&warren-ticket=secret-2") { Content = new StringContent("{}", Encoding.UTF8, "application/json") })
        {
            request.Headers.Add("X-API-Key", server.AccessToken);
            request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
            (await server.Anonymous.SendAsync(request, Token)).EnsureSuccessStatusCode();
        }

        await server.DisposeAsync(); // What is left is sent at the end.

        var traces = received.Where(message => message.Path == "/v1/traces").ToList();
        Assert.All(received, message => Assert.Equal("application/x-protobuf", message.Type));
        Assert.Contains(traces, message => message.Bytes.Contains("warren", StringComparison.Ordinal));
        Assert.Contains(traces, message => message.Bytes.Contains("POST /api/v0/sandboxes", StringComparison.Ordinal) && message.Bytes.Contains("sandbox create", StringComparison.Ordinal));
        Assert.Contains(traces, message => message.Bytes.Contains(Encoding.Latin1.GetString(Convert.FromHexString(trace)), StringComparison.Ordinal));
        Assert.DoesNotContain(traces, message => message.Bytes.Contains("secret", StringComparison.Ordinal) || message.Bytes.Contains(server.AccessToken, StringComparison.Ordinal));
        Assert.Contains(received, message => message.Path == "/v1/metrics" && message.Bytes.Contains("warren.sandbox.operation.duration", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_trace_id_of_an_error_is_the_callers_own()
    {
        await using var server = new Fixture();
        await server.InitializeAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v0/nothing");
        request.Headers.Add("X-API-Key", server.AccessToken);
        request.Headers.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");

        using var answer = await server.Anonymous.SendAsync(request, Token);
        using var other = await server.Anonymous.GetAsync("/api/v0/nothing", Token);

        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", await TraceOfAsync(answer));
        Assert.Matches("^[0-9a-f]{32}$", await TraceOfAsync(other));
    }

    private static async Task<string> TraceOfAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("traceId").GetString()!;

    private sealed class Fixture : ServerFixture
    {
        public Uri? Endpoint { get; init; }

        protected override ServerOptions Configure(ServerOptions options) => options with { OtlpEndpoint = Endpoint };
    }
}
