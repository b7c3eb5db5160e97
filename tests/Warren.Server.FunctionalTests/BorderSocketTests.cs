using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;

namespace Warren.Server.FunctionalTests;

public sealed class BorderSocketTests(PortsFixture server) : IClassFixture<PortsFixture>
{
    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public async Task Tcp_goes_through_a_websocket_until_each_side_has_ended()
    {
        var port = server.Listen(async (stream, token) =>
        {
            var buffer = new byte[4096];
            long sum = 0;
            while (sum < 100_000 && await stream.ReadAsync(buffer, token) is > 0 and var count)
                sum += count;
            await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(sum), token);
        });
        using var socket = await OpenAsync($"{server.Path(port)}tcp", ("X-API-Key", server.AccessToken));
        for (var piece = 0; piece < 100; piece++)
            await socket.SendAsync(new byte[1000], WebSocketMessageType.Binary, endOfMessage: piece % 2 == 0, Token);

        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Token);

        var buffer = new byte[100];
        var answer = await socket.ReceiveAsync(buffer, Token);
        Assert.Equal((WebSocketMessageType.Binary, "100000"), (answer.MessageType, System.Text.Encoding.ASCII.GetString(buffer, 0, answer.Count)));
        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(buffer, Token)).MessageType);
    }

    [Fact]
    public async Task A_ticket_opens_one_websocket_of_a_page_of_ours()
    {
        var port = server.Listen(EchoAsync);
        var path = $"{server.Path(port)}tcp";
        var ticket = await TicketAsync(path);
        var origin = $"http://127.0.0.1:{server.Port}";

        foreach (var wrong in new[] { "http://evil.example", "null", $"https://127.0.0.1:{server.Port}" })
            Assert.Equal(403, await RefusedAsync($"{path}?warren-ticket={ticket}", ("Origin", wrong)));
        Assert.Equal(401, await RefusedAsync($"{server.Path(port)}?warren-ticket={ticket}", ("Origin", origin)));
        using (var socket = await OpenAsync($"{path}?warren-ticket={ticket}", ("Origin", origin)))
        {
            await socket.SendAsync("ping"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, Token);
            Assert.Equal(4, (await socket.ReceiveAsync(new byte[10], Token)).Count);
        }
        Assert.Equal(401, await RefusedAsync($"{path}?warren-ticket={ticket}", ("Origin", origin)));
    }

    [Fact]
    public async Task Neither_a_cookie_nor_the_token_in_the_query_opens_a_websocket()
    {
        var path = $"{server.Path(server.Listen(EchoAsync))}tcp";
        var origin = $"http://127.0.0.1:{server.Port}";
        using var login = await server.Anonymous.PostAsJsonAsync("/api/v0/auth/login", new { token = server.AccessToken }, Token);
        var cookie = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        Assert.Equal(401, await RefusedAsync(path, ("Origin", origin), ("Cookie", cookie)));
        Assert.Equal(401, await RefusedAsync($"{path}?token={server.AccessToken}&warren-ticket={server.AccessToken}", ("Origin", origin)));
        Assert.Equal(403, await RefusedAsync(path, ("Origin", "http://evil.example"), ("X-API-Key", server.AccessToken)));
    }

    [Fact]
    public async Task A_ticket_ends_after_half_a_minute()
    {
        await using var own = new PortsFixture();
        await ((IAsyncLifetime)own).InitializeAsync();
        var path = $"{own.Path(own.Listen(EchoAsync))}tcp";
        using var made = await own.SendAsync(HttpMethod.Post, "/api/v0/auth/tickets", JsonSerializer.Serialize(new { path }));
        var ticket = JsonDocument.Parse(await made.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("value").GetString();

        own.Clock.Advance(TimeSpan.FromSeconds(30));

        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://127.0.0.1:{own.Port}{path}?warren-ticket={ticket}"), Token));
        Assert.Equal(401, (int)socket.HttpStatusCode);
    }

    [Fact]
    public async Task Nothing_listening_is_an_ordinary_error()
    {
        Assert.Equal(502, await RefusedAsync($"{server.Path(9)}tcp", ("X-API-Key", server.AccessToken)));
    }

    private static async Task EchoAsync(Stream stream, CancellationToken token)
    {
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, token) is > 0 and var count)
            await stream.WriteAsync(buffer.AsMemory(0, count), token);
    }

    private async Task<string> TicketAsync(string path)
    {
        using var answer = await server.SendAsync(HttpMethod.Post, "/api/v0/auth/tickets", JsonSerializer.Serialize(new { path }));
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("value").GetString()!;
    }

    private async Task<ClientWebSocket> OpenAsync(string path, params (string Name, string Value)[] headers)
    {
        var socket = Create(headers);
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Port}{path}"), Token);
        return socket;
    }

    private async Task<int> RefusedAsync(string path, params (string Name, string Value)[] headers)
    {
        using var socket = Create(headers);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Port}{path}"), Token));
        return (int)socket.HttpStatusCode;
    }

    private static ClientWebSocket Create((string Name, string Value)[] headers)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in headers)
            socket.Options.SetRequestHeader(name, value);
        return socket;
    }
}
