using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Warren.Server.FunctionalTests;

public sealed class PortsTests(PortsFixture server) : IClassFixture<PortsFixture>
{
    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public async Task Neither_credentials_nor_what_is_of_one_connection_reach_the_sandbox()
    {
        var port = server.Listen(PortScripts.Mirror());

        var answer = await server.GetAsync(port, "/a?b=c&warren-ticket=t&%77arren-link=l",
            $"Authorization: Bearer {server.AccessToken}", "Cookie: warren-session-1=s; theirs=1", "X-Forwarded-For: 6.6.6.6", "X-Forwarded-Host: evil.example",
            "Forwarded: for=6.6.6.6", "X-Real-IP: 6.6.6.6", "TE: trailers", "Proxy-Authorization: Basic x", "Keep-Alive: 5", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA",
            "Referer: http://localhost/?warren-link=l", "X-Kept: yes", "Origin: null");

        Assert.Equal(403, answer.Status); // An upgrade that a page of another origin asks for.
        answer = await server.GetAsync(port, "/a?b=c&warren-ticket=t&%77arren-link=l&&d",
            $"Authorization: Bearer {server.AccessToken}", "Cookie: warren-session-1=s; theirs=1", "X-Forwarded-For: 6.6.6.6", "X-Forwarded-Host: evil.example",
            "Forwarded: for=6.6.6.6", "X-Real-IP: 6.6.6.6", "TE: trailers", "Proxy-Authorization: Basic x", "Keep-Alive: 5", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA",
            "Referer: http://localhost/?warren-link=l", "X-Kept: yes");

        Assert.Equal(
        [
            "GET /a?b=c&&d HTTP/1.1", $"Host: localhost:{port}", "X-Forwarded-For: 127.0.0.1", $"X-Forwarded-Host: {server.ApiHost}",
            $"X-Forwarded-Prefix: {server.Path(port, "")}", "X-Forwarded-Proto: http", "X-Kept: yes",
        ], Lines(answer.Body));
    }

    [Fact]
    public async Task A_credential_that_is_the_programs_own_reaches_it()
    {
        var port = server.Listen(PortScripts.Mirror());

        var answer = await server.GetAsync(port, "/", "Authorization: Bearer of-the-program");

        Assert.Contains("Authorization: Bearer of-the-program", Lines(answer.Body));
        Assert.DoesNotContain(server.AccessToken, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_cannot_act_in_our_origin()
    {
        var port = server.Listen(PortScripts.Mirror(headers:
            "Set-Cookie: warren-session-1=x; Path=/\r\nSet-Cookie: a=b\r\nContent-Security-Policy: default-src *\r\nX-Content-Type-Options: sniff\r\nClear-Site-Data: \"*\"\r\n"
            + "Service-Worker-Allowed: /\r\nAccess-Control-Allow-Origin: *\r\nStrict-Transport-Security: max-age=1\r\nRefresh: 0;url=//evil.example\r\nKeep-Alive: 5\r\nX-Theirs: yes\r\n"));

        var answer = await server.GetAsync(port);

        Assert.Equal((200, "sandbox", "nosniff", "no-referrer", "yes"), (answer.Status, answer["Content-Security-Policy"].Single(),
            answer["X-Content-Type-Options"].Single(), answer["Referrer-Policy"].Single(), answer["X-Theirs"].Single()));
        foreach (var name in new[] { "Set-Cookie", "Clear-Site-Data", "Service-Worker-Allowed", "Access-Control-Allow-Origin", "Strict-Transport-Security", "Refresh", "Keep-Alive" })
            Assert.Empty(answer[name]);
    }

    [Fact]
    public async Task No_cookie_opens_what_a_sandbox_made_in_our_origin()
    {
        var port = server.Listen(PortScripts.Mirror());
        using var login = await server.Anonymous.PostAsync("/api/v0/auth/login", new StringContent($$"""{"token":"{{server.AccessToken}}"}""", Encoding.UTF8, "application/json"), Token);
        var cookie = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        var refused = await RawHttp.GetAsync(server.Port, server.Path(port), $"127.0.0.1:{server.Port}", Token, $"Cookie: {cookie}");
        var worker = await server.GetAsync(port, "/", "Service-Worker: script");

        Assert.Equal((401, 403), (refused.Status, worker.Status));
        Assert.Contains("/links", refused.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/../20001/x")]
    [InlineData("/a/%2e%2E/b")]
    [InlineData("/./x")]
    [InlineData("/a#b")]
    public async Task A_path_that_leads_out_of_the_port_is_refused(string path)
    {
        var port = server.Listen(PortScripts.Mirror());

        Assert.Contains((await server.GetAsync(port, path)).Status, new[] { 400, 404 });
    }

    [Fact]
    public async Task The_path_reaches_the_program_as_it_was_written()
    {
        var port = server.Listen(PortScripts.Mirror());

        foreach (var path in new[] { "/a%2Fb//c%20d;e=f?q=%26&r=a+b&%41", "//", "/%41?", "/a\\b" })
            Assert.StartsWith($"GET {path} HTTP/1.1\r\n", (await server.GetAsync(port, path)).Body, StringComparison.Ordinal);
        var absolute = await RawHttp.GetAsync(server.Port, $"http://{server.ApiHost}{server.Path(port, "/x?y")}", server.ApiHost, Token, $"X-API-Key: {server.AccessToken}");
        Assert.StartsWith("GET /x?y HTTP/1.1\r\n", absolute.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200)]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", 204)]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 404)]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: //evil.example/\r\nContent-Length: 0\r\n\r\n", 302)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhidden", 200)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200)]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nok", 200)]
    [InlineData("HTTP/1.1 599 Odd\r\nContent-Length: 2\r\n\r\nok", 599)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", 502)]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", 502)]
    [InlineData("HTTP/1.1 200 OK\r\nX-Odd: a\u0001b\r\nContent-Length: 2\r\n\r\nok", 502)]
    [InlineData("HTTP/1.1 200 OK\r\nX-Odd: \u00e4\r\nContent-Length: 2\r\n\r\nok", 200)]
    [InlineData("HTTP/1.1 099 Odd\r\nContent-Length: 2\r\n\r\nok", 502)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello", null)]
    [InlineData("HTTP/1.1 20", 502)]
    [InlineData("", 502)]
    public async Task Whatever_a_port_answers_one_answer_comes(string bytes, int? status)
    {
        var port = server.Listen(PortScripts.Answer(bytes));

        var answer = await server.GetAsync(port);

        if (status is { } expected)
            Assert.Equal(expected, answer.Status);
        Assert.DoesNotContain("hidden", answer.Body, StringComparison.Ordinal);
        if (status == 200)
            Assert.Contains("ok", answer.Body, StringComparison.Ordinal);
        if (status == 502)
            Assert.Contains("PORT_UNAVAILABLE", answer.Body, StringComparison.Ordinal);
        Assert.Equal(200, (await RawHttp.GetAsync(server.Port, "/health", server.ApiHost, Token)).Status);
    }

    [Fact]
    public async Task Endless_headers_are_cut_off()
    {
        var port = server.Listen(async (stream, token) =>
        {
            await RawHttp.ReadHeadAsync(stream, token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), token);
            while (true)
                await stream.WriteAsync(Encoding.ASCII.GetBytes("X-More: " + new string('x', 8000) + "\r\n"), token);
        });

        var answer = await server.GetAsync(port);

        Assert.Equal(502, answer.Status);
        Assert.Contains("32 KiB", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_does_not_look_whole()
    {
        var port = server.Listen(PortScripts.Answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => server.SendAsync(HttpMethod.Get, server.Path(port)));
    }

    [Fact]
    public async Task Nothing_listening_says_what_to_do()
    {
        var answer = await server.GetAsync(9);

        Assert.Equal(502, answer.Status);
        Assert.Contains("Nothing listens on port 9 in sandbox", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("080")]
    [InlineData("-1")]
    [InlineData("nowhere")]
    public async Task What_is_no_port_is_not_found(string port) =>
        Assert.Equal(404, (await RawHttp.GetAsync(server.Port, $"/api/v0/sandboxes/{server.Box.Id}/ports/{port}/", server.ApiHost, Token, $"X-API-Key: {server.AccessToken}")).Status);

    [Fact]
    public async Task A_port_is_found_by_its_name()
    {
        server.Engine.Ports[20_000] = PortScripts.Mirror();

        var answer = await RawHttp.GetAsync(server.Port, $"/api/v0/sandboxes/{server.Box.Id}/ports/web/x", server.ApiHost, Token, $"X-API-Key: {server.AccessToken}");

        Assert.Contains("Host: localhost:20000", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nContent-Length: 40\r\n\r\nhelloGET /hidden HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("Transfer-Encoding: identity, chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5;x=\nhello\r\n0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nX: a\rGET /hidden HTTP/1.1\r\n\r\nhello")]
    public async Task No_request_is_hidden_in_another(string rest)
    {
        var seen = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var port = server.Listen(async (stream, token) =>
        {
            var buffer = new byte[4096];
            var text = "";
            while (await stream.ReadAsync(buffer, token) is > 0 and var count)
            {
                text += Encoding.Latin1.GetString(buffer, 0, count);
                if (!text.EndsWith("hello", StringComparison.Ordinal) && !text.EndsWith("0\r\n\r\n", StringComparison.Ordinal) && !text.EndsWith("\r\n\r\n", StringComparison.Ordinal))
                    continue;
                seen.Enqueue(text);
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), token);
                return;
            }
        });

        await RawHttp.SendAsync(server.Port, $"POST {server.Path(port)} HTTP/1.1\r\nHost: {server.ApiHost}\r\nX-API-Key: {server.AccessToken}\r\nConnection: close\r\n{rest}", Token);

        Assert.DoesNotContain(seen, text => text.Contains("hidden", StringComparison.Ordinal));
        Assert.True(seen.Count <= 1);
    }

    [Fact]
    public async Task A_request_reaches_the_port_as_it_is_sent()
    {
        var (one, two) = (new TaskCompletionSource(), new TaskCompletionSource());
        var port = server.Listen(async (stream, token) =>
        {
            var (text, buffer) = ("", new byte[1024]);
            while (!text.EndsWith("0\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, token) is > 0 and var count)
            {
                text += Encoding.Latin1.GetString(buffer, 0, count);
                if (text.Contains("one", StringComparison.Ordinal))
                    one.TrySetResult();
                if (text.Contains("two", StringComparison.Ordinal))
                    two.TrySetResult();
            }
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), token);
        });
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {server.Path(port)} HTTP/1.1\r\nHost: {server.ApiHost}\r\nX-API-Key: {server.AccessToken}\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n"), Token);
        await one.Task.WaitAsync(Token);
        await stream.WriteAsync("3\r\ntwo\r\n"u8.ToArray(), Token);
        await two.Task.WaitAsync(Token);
        await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), Token);

        Assert.StartsWith("HTTP/1.1 200", await RawHttp.ReadHeadAsync(stream, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_stream_comes_as_it_is_written()
    {
        var more = new TaskCompletionSource();
        var port = server.Listen(async (stream, token) =>
        {
            await RawHttp.ReadHeadAsync(stream, token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"u8.ToArray(), token);
            await more.Task.WaitAsync(token);
            await stream.WriteAsync("data: 1\n\n"u8.ToArray(), token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Path(port));
        request.Headers.Add("X-API-Key", server.AccessToken);

        using var answer = await server.Anonymous.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        more.SetResult();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Token));

        Assert.Equal("data: 1", await reader.ReadLineAsync(Token));
    }

    [Fact]
    public async Task Large_bodies_pass_whole_in_both_directions()
    {
        var length = 20 << 20;
        var port = server.Listen(async (stream, token) =>
        {
            await RawHttp.ReadHeadAsync(stream, token);
            var body = new byte[length];
            await stream.ReadExactlyAsync(body, token);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"), token);
            await stream.WriteAsync(body, token);
        });
        var content = new byte[length];
        new Random(1).NextBytes(content);
        using var request = new HttpRequestMessage(HttpMethod.Put, server.Path(port)) { Content = new ByteArrayContent(content) };
        request.Headers.Add("X-API-Key", server.AccessToken);

        using var answer = await server.Anonymous.SendAsync(request, Token);

        var got = await answer.Content.ReadAsByteArrayAsync(Token);
        Assert.True(content.AsSpan().SequenceEqual(got));
    }

    [Fact]
    public async Task Whoever_goes_away_ends_the_call_to_the_port()
    {
        var ended = new TaskCompletionSource();
        var port = server.Listen(async (stream, token) =>
        {
            await RawHttp.ReadHeadAsync(stream, token);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\nx"u8.ToArray(), token);
            while (await stream.ReadAsync(new byte[1], token) > 0)
            {
            }
            ended.SetResult();
        });
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, server.Port, Token);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {server.Path(port)} HTTP/1.1\r\nHost: {server.ApiHost}\r\nX-API-Key: {server.AccessToken}\r\n\r\n"), Token);
            await RawHttp.ReadHeadAsync(client.GetStream(), Token);
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Token);
    }

    [Fact]
    public async Task Connections_are_kept_and_given_up_with_the_sandbox()
    {
        var opened = 0;
        var ended = new TaskCompletionSource();
        var port = server.Listen(async (stream, token) =>
        {
            Interlocked.Increment(ref opened);
            while ((await RawHttp.ReadHeadAsync(stream, token)).Length > 0)
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray(), token);
            ended.SetResult();
        });
        var box = await server.Client.Sandboxes.CreateAsync(new(), Token);
        for (var call = 0; call < 3; call++)
            using (var answer = await server.SendAsync(HttpMethod.Get, $"/api/v0/sandboxes/{box.Id}/ports/{port}/"))
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        Assert.Equal(1, opened);
        await server.Client.Sandboxes.DeleteAsync(box.Id, Token);
        using var after = await server.SendAsync(HttpMethod.Get, $"/api/v0/sandboxes/{box.Id}/ports/{port}/");
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
    }

    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\n")]
    [InlineData("HTTP/1.0 200 OK\n")]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n")]
    public async Task A_connection_with_an_answer_of_http_1_0_is_not_used_again(string head)
    {
        var more = "";
        var port = server.Listen(async (stream, token) =>
        {
            await RawHttp.ReadHeadAsync(stream, token);
            // Byte by byte, and closed only when the other side did.
            foreach (var character in $"{head}Content-Length: 2\r\n\r\nok")
                await stream.WriteAsync(new[] { (byte)character }, token);
            more += await RawHttp.ReadHeadAsync(stream, token);
        });
        for (var call = 0; call < 3; call++)
        {
            var answer = await server.GetAsync(port);
            Assert.Equal((200, "ok"), (answer.Status, answer.Body));
        }
        Assert.Equal("", more);
    }

    private static string[] Lines(string head) => [.. head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Take(1), .. head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Order(StringComparer.Ordinal)];
}
