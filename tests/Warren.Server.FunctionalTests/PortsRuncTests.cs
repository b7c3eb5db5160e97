using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Warren.Server.FunctionalTests;

public sealed class PortsRuncTests(RuncServer server) : IClassFixture<RuncServer>
{
    private static CancellationToken Token => ServerFixture.Token;

    private string Api => $"/api/v0/sandboxes/{server.Box.Id}/ports";

    [Fact]
    public async Task A_web_server_in_a_sandbox_without_network_is_reached()
    {
        using var http = Http();

        Assert.Equal("/a%20b?c=d", await http.GetStringAsync($"{Api}/8000/a%20b?c=d", Token));
        Assert.Equal(8 << 20, (await http.GetByteArrayAsync($"{Api}/8000/big", Token)).Length);
        Assert.Equal(502, (int)(await http.GetAsync($"{Api}/8009/", Token)).StatusCode);
    }

    [Fact]
    public async Task A_browser_opens_a_port_by_a_link_and_a_websocket_from_its_page()
    {
        using var http = Http();
        using var made = await http.PostAsJsonAsync($"/api/v0/sandboxes/{server.Box.Id}/links", new { path = "/ports/8001/" }, Token);
        var link = new Uri(JsonDocument.Parse(await made.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("url").GetString()!);
        var cookie = (await RawHttp.GetAsync(server.Port, link.PathAndQuery, link.Authority, Token))["Set-Cookie"].Single().Split(';')[0];
        // The link is of the address that was called, below localhost.
        var origin = $"http://8001-{server.Box.Id}.localhost:{server.Port}";
        Assert.Equal(origin, link.GetLeftPart(UriPartial.Authority));

        using var socket = await ConnectAsync("/", ("Host", link.Authority), ("Origin", origin), ("Cookie", cookie));
        await EchoAsync(socket);
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync("/", ("Host", link.Authority), ("Origin", "http://evil.example"), ("Cookie", cookie)));
    }

    [Fact]
    public async Task A_program_opens_a_websocket_with_the_token()
    {
        using var socket = await ConnectAsync($"{Api}/8001/", ("X-API-Key", server.AccessToken));

        await EchoAsync(socket);
    }

    [Fact]
    public async Task Tcp_is_forwarded_with_its_ends()
    {
        using var socket = await ConnectAsync($"{Api}/8002/tcp", ("X-API-Key", server.AccessToken));
        for (var piece = 0; piece < 32; piece++)
            await socket.SendAsync(new byte[65536], WebSocketMessageType.Binary, endOfMessage: true, Token);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Token);

        var buffer = new byte[100];
        var answer = await socket.ReceiveAsync(buffer, Token);

        Assert.Equal($"{32 * 65536}", Encoding.ASCII.GetString(buffer, 0, answer.Count));
        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(buffer, Token)).MessageType);
    }

    private static async Task EchoAsync(ClientWebSocket socket)
    {
        var buffer = new byte[70_000];
        foreach (var text in new[] { "hello", new string('y', 60_000), "end" })
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Token);
            var length = 0;
            ValueWebSocketReceiveResult piece;
            do
                length += (piece = await socket.ReceiveAsync(buffer.AsMemory(length), Token)).Count;
            while (!piece.EndOfMessage);
            Assert.Equal(text, Encoding.ASCII.GetString(buffer, 0, length));
        }
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);
    }

    private HttpClient Http()
    {
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") };
        http.DefaultRequestHeaders.Add("X-API-Key", server.AccessToken);
        return http;
    }

    private async Task<ClientWebSocket> ConnectAsync(string path, params (string Name, string Value)[] headers)
    {
        var socket = new ClientWebSocket();
        foreach (var (name, value) in headers)
            socket.Options.SetRequestHeader(name, value);
        try
        {
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Port}{path}"), Token);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
