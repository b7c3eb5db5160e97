using System.Net.Http.Json;
using System.Text.Json;
using Warren.Api.Sandboxes;

namespace Warren.Server.FunctionalTests;

/// <summary>A server with one sandbox, on whose ports a test has something listen.</summary>
public sealed class PortsFixture : ServerFixture, IAsyncLifetime
{
    private int _port = 20_000;

    public SandboxSnapshot Box { get; private set; } = null!;

    public string ApiHost => $"localhost:{Port}";

    public new async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Box = await Client.Sandboxes.CreateAsync(new() { Ports = [new() { Name = "web", Port = 20_000 }] }, CancellationToken.None);
    }

    /// <summary>Lets something listen, on a port that no other test uses.</summary>
    public int Listen(Func<Stream, CancellationToken, Task> serve)
    {
        var port = Interlocked.Increment(ref _port);
        Engine.Ports[port] = serve;
        return port;
    }

    public string Path(int port, string path = "/") => $"/api/v0/sandboxes/{Box.Id}/ports/{port}{path}";

    public string HostOf(int port) => $"{port}-{Box.Id}.localhost:{Port}";

    /// <summary>A GET to a port in the form of a path, with the token.</summary>
    public Task<RawAnswer> GetAsync(int port, string path = "/", params string[] headers) =>
        RawHttp.GetAsync(Port, Path(port, path), ApiHost, Token, [$"X-API-Key: {AccessToken}", .. headers]);

    /// <summary>Makes a signed link.</summary>
    public async Task<Uri> LinkAsync(object request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, $"/api/v0/sandboxes/{Box.Id}/links") { Content = JsonContent.Create(request) };
        message.Headers.Add("X-API-Key", AccessToken);
        using var answer = await Anonymous.SendAsync(message, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, text);
        return new Uri(JsonDocument.Parse(text).RootElement.GetProperty("url").GetString()!);
    }

    /// <summary>Opens an address as a browser does that looks every name up at loopback.</summary>
    public Task<RawAnswer> OpenAsync(Uri url, params string[] headers) => RawHttp.GetAsync(Port, url.PathAndQuery, url.Authority, Token, headers);
}
