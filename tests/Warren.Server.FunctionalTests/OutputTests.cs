using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.TestKit.Fakes;

namespace Warren.Server.FunctionalTests;

public sealed class OutputTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public async Task Log_is_a_page_a_stream_and_plain_text()
    {
        server.Engine.Run = request => new() { Stdout = Encoding.UTF8.GetBytes(request.Arguments[0] + "\n"), Stderr = [0xFF] };
        var box = await server.Client.Sandboxes.CreateAsync(new(), Token);
        foreach (var text in new[] { "one", "two", "three" })
            await server.Client.Sandboxes.RunAsync(box.Id, new() { Command = new([text]) }, Token);
        var path = $"/api/v0/sandboxes/{box.Id}/logs";

        var page = JsonSerializer.Deserialize(await GetAsync($"{path}?stream=stdout&limit=2"), WarrenJson.Wire.LogPage)!;
        var rest = JsonSerializer.Deserialize(await GetAsync($"{path}?stream=stdout&after={page.After}"), WarrenJson.Wire.LogPage)!;
        var plain = await GetAsync($"{path}?stream=stdout&tail=2&timestamps=true", "text/plain");
        var events = await GetAsync($"{path}?stream=stderr", "text/event-stream", ("Last-Event-ID", "2"));

        Assert.Equal(["one\n", "two\n"], page.Items.Select(item => item.Text!));
        Assert.Equal(["three\n"], rest.Items.Select(item => item.Text!));
        Assert.Equal((true, false), (page.HasMore, rest.HasMore));
        Assert.Matches(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z two\n\d{4}\S+Z three\n\z", plain);
        Assert.Equal(2, events.Split("event: entry").Length - 1);
        Assert.Contains("\"base64\":\"/w==\"", events, StringComparison.Ordinal);
        using var refused = await server.SendAsync(HttpMethod.Get, $"{path}?follow=true");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Kept_bytes_are_read_by_offset_and_length()
    {
        server.Engine.Run = _ => new() { Stdout = "0123456789"u8.ToArray() };
        var box = await server.Client.Sandboxes.CreateAsync(new(), Token);
        var result = await server.Client.Sandboxes.RunAsync(box.Id, new() { Command = new(["x"]) }, Token);
        using var answer = await server.SendAsync(HttpMethod.Get, $"/api/v0/sandboxes/{box.Id}/execs/{result.Id}/output?stream=stdout&offset=3&length=4");
        Assert.Equal(("3456", "3", "10"), (await answer.Content.ReadAsStringAsync(Token), answer.Headers.GetValues("Warren-Offset").Single(), answer.Headers.GetValues("Warren-End").Single()));
    }

    [Fact]
    public async Task Five_clients_share_a_terminal_and_come_back_at_odd_offsets()
    {
        server.Engine.Run = _ => new() { Script = EchoAsync };
        var box = await server.Client.Sandboxes.CreateAsync(new(), Token);
        var terminal = await CreateAsync(box.Id, """{"command":["shell"],"columns":100,"rows":30}""");
        List<ClientWebSocket> clients = [];
        for (var i = 0; i < 5; i++)
            clients.Add(await AttachAsync(box.Id, terminal.Id, null));
        var said = new StringBuilder();
        for (var i = 0; i < 25; i++)
        {
            said.Append(Invariant($"<line {i}>"));
            await clients[i % 5].SendAsync(Encoding.ASCII.GetBytes($"line {i}"), WebSocketMessageType.Binary, true, Token);
            foreach (var client in clients)
                await ReadUntilAsync(client, $"<line {i}>");
        }
        foreach (var offset in new[] { 0, 1, 7, 33, said.Length })
        {
            using var late = await AttachAsync(box.Id, terminal.Id, offset);
            await late.SendAsync("end"u8.ToArray(), WebSocketMessageType.Binary, true, Token);
            said.Append("<end>");
            Assert.Equal(said.ToString()[offset..], await ReadUntilAsync(late, said.ToString()[offset..]));
        }
        Assert.Equal((100, 30, true), (terminal.Columns, terminal.Rows, terminal.Running));
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Terminal_is_resized_for_all_and_its_end_is_told()
    {
        server.Engine.Run = _ => new() { Script = EchoAsync };
        var box = await server.Client.Sandboxes.CreateAsync(new(), Token);
        var terminal = await CreateAsync(box.Id, "{}");
        using ClientWebSocket one = await AttachAsync(box.Id, terminal.Id, null), other = await AttachAsync(box.Id, terminal.Id, null);
        Assert.Equal(("attached", 80, 24), await ReadMessageAsync(one) is var greeting ? (greeting.Type, greeting.Columns, greeting.Rows) : default);
        await ReadMessageAsync(other);
        await one.SendAsync("""{"type":"resize","columns":120,"rows":40}"""u8.ToArray(), WebSocketMessageType.Text, true, Token);
        Assert.Equal(("resized", 120, 40), await ReadMessageAsync(other) is var resized ? (resized.Type, resized.Columns, resized.Rows) : default);
        await ReadMessageAsync(one);
        await one.SendAsync("exit"u8.ToArray(), WebSocketMessageType.Binary, true, Token);
        Assert.Equal(("exit", 5), await ReadMessageAsync(other) is var exit ? (exit.Type, exit.ExitCode) : default);
        var closed = await other.ReceiveAsync(new byte[10], Token);
        Assert.Equal((WebSocketMessageType.Close, "The program ended."), (closed.MessageType, closed.CloseStatusDescription));
    }

    [Theory]
    [InlineData("""{"type":"resize","columns":0,"rows":40}""", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("""{"type":"dance"}""", WebSocketCloseStatus.PolicyViolation)]
    [InlineData("[", WebSocketCloseStatus.PolicyViolation)]
    [InlineData(null, WebSocketCloseStatus.MessageTooBig)]
    public async Task Client_that_breaks_the_rules_is_told_why_and_let_go(string? message, WebSocketCloseStatus status)
    {
        server.Engine.Run = _ => new() { Script = EchoAsync };
        var box = await server.Client.Sandboxes.CreateAsync(new(), Token);
        var terminal = await CreateAsync(box.Id, "{}");
        using var client = await AttachAsync(box.Id, terminal.Id, null);
        await ReadMessageAsync(client);
        await client.SendAsync(Encoding.UTF8.GetBytes(message ?? new string(' ', 5000)), WebSocketMessageType.Text, true, Token);
        var closed = await client.ReceiveAsync(new byte[10], Token);
        Assert.Equal((WebSocketMessageType.Close, status), (closed.MessageType, closed.CloseStatus));
        Assert.NotEmpty(closed.CloseStatusDescription!);
    }

    [Fact]
    public async Task Terminals_are_listed_deleted_and_refused_with_every_fault()
    {
        server.Engine.Run = _ => new() { Script = EchoAsync };
        var box = await server.Client.Sandboxes.CreateAsync(new(), Token);
        var terminal = await CreateAsync(box.Id, "{}");
        var path = $"/api/v0/sandboxes/{box.Id}/terminals";
        Assert.Contains(terminal.Id, await GetAsync(path), StringComparison.Ordinal);
        using var plain = await server.SendAsync(HttpMethod.Get, $"{path}/{terminal.Id}/attach");
        using var wrong = await server.SendAsync(HttpMethod.Post, path, """{"columns":0,"rows":5000,"workdir":"x"}""");
        using var deleted = await server.SendAsync(HttpMethod.Delete, $"{path}/{terminal.Id}");
        using var gone = await server.SendAsync(HttpMethod.Get, $"{path}/{terminal.Id}");
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.NoContent, HttpStatusCode.NotFound), (plain.StatusCode, deleted.StatusCode, gone.StatusCode));
        using var problem = JsonDocument.Parse(await wrong.Content.ReadAsStringAsync(Token));
        Assert.Equal(["columns", "rows", "workdir"], problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static async Task<int> EchoAsync(FakeProcess process, CancellationToken cancellationToken)
    {
        await foreach (var input in process.Input.ReadAllAsync(cancellationToken))
        {
            if (input.AsSpan().SequenceEqual("exit"u8))
                return 5;
            process.Write($"<{Encoding.ASCII.GetString(input)}>");
        }
        return 0;
    }

    private async Task<string> GetAsync(string path, string? accept = null, (string Name, string Value)? header = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-API-Key", server.AccessToken);
        if (accept is not null)
            request.Headers.Add("Accept", accept);
        if (header is { } given)
            request.Headers.Add(given.Name, given.Value);
        using var answer = await server.Anonymous.SendAsync(request, Token);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(Token);
    }

    private async Task<TerminalInfo> CreateAsync(string sandbox, string json)
    {
        using var answer = await server.SendAsync(HttpMethod.Post, $"/api/v0/sandboxes/{sandbox}/terminals", json);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(Token), WarrenJson.Wire.TerminalInfo)!;
    }

    private async Task<ClientWebSocket> AttachAsync(string sandbox, string terminal, int? offset)
    {
        var client = new ClientWebSocket();
        client.Options.SetRequestHeader("X-API-Key", server.AccessToken);
        var address = new UriBuilder(server.Anonymous.BaseAddress!)
        {
            Scheme = "ws",
            Path = $"/api/v0/sandboxes/{sandbox}/terminals/{terminal}/attach",
            Query = offset is null ? "" : $"offset={offset}",
        };
        await client.ConnectAsync(address.Uri, Token);
        return client;
    }

    private static async Task<TerminalMessage> ReadMessageAsync(ClientWebSocket client)
    {
        var buffer = new byte[4096];
        while (true)
        {
            var received = await client.ReceiveAsync(buffer, Token);
            if (received.MessageType == WebSocketMessageType.Text)
                return JsonSerializer.Deserialize(buffer.AsSpan(0, received.Count), WarrenJson.Wire.TerminalMessage)!;
            Assert.Equal(WebSocketMessageType.Binary, received.MessageType);
        }
    }

    private static async Task<string> ReadUntilAsync(ClientWebSocket client, string end)
    {
        var (buffer, text) = (new byte[4096], new StringBuilder());
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            var received = await client.ReceiveAsync(buffer, Token);
            if (received.MessageType == WebSocketMessageType.Binary)
                text.Append(Encoding.ASCII.GetString(buffer, 0, received.Count));
            else
                Assert.Equal(WebSocketMessageType.Text, received.MessageType);
        }
        return text.ToString();
    }
}
