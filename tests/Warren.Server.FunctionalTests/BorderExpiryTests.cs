using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Warren.Server.FunctionalTests;

// Each has a server of its own: its clock goes on.
public sealed class BorderExpiryTests
{
    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public async Task A_session_ends_a_week_after_it_was_used_last_and_a_month_after_it_began()
    {
        await using var server = await StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server.Anonymous.BaseAddress };
        using var answer = await http.PostAsJsonAsync("/api/v0/auth/login", new { token = server.AccessToken }, Token);
        var first = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        var cookie = first;

        for (var day = 0; day < 25; day += 5)
        {
            server.Clock.Advance(TimeSpan.FromDays(5));
            using var used = await MeAsync(http, cookie);
            Assert.Equal(HttpStatusCode.OK, used.StatusCode);
            cookie = used.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        }
        Assert.Equal(HttpStatusCode.Unauthorized, (await MeAsync(http, first)).StatusCode);
        server.Clock.Advance(TimeSpan.FromDays(4.9));
        Assert.Equal(HttpStatusCode.OK, (await MeAsync(http, cookie)).StatusCode);
        server.Clock.Advance(TimeSpan.FromDays(0.2));
        Assert.Equal(HttpStatusCode.Unauthorized, (await MeAsync(http, cookie)).StatusCode);
    }

    [Fact]
    public async Task A_link_that_signs_in_ends_after_a_minute()
    {
        await using var server = await StartAsync();
        using var made = await server.SendAsync(HttpMethod.Post, "/api/v0/auth/links");
        var url = JsonDocument.Parse(await made.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("url").GetString()!;

        server.Clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Anonymous.GetAsync(url, Token)).StatusCode);
    }

    [Fact]
    public async Task Keys_are_changed_each_month_and_old_links_hold_until_their_end()
    {
        await using var server = await StartAsync();
        var box = await server.Client.Sandboxes.CreateAsync(new(), Token);
        await LinkAsync(server, box.Id);
        server.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(5));
        var old = await LinkAsync(server, box.Id);
        server.Clock.Advance(TimeSpan.FromMinutes(10));

        var young = await LinkAsync(server, box.Id);

        Assert.NotEqual(KeyOf(old), KeyOf(young));
        server.Engine.Ports[80] = PortScripts.Answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Assert.Equal(HttpStatusCode.OK, (await server.Anonymous.PutAsync(old, null, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Anonymous.PutAsync(young, null, Token)).StatusCode);
        server.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Anonymous.PutAsync(old, null, Token)).StatusCode);
    }

    private static string KeyOf(string link) => link.Split("warren-link=")[1].Split('.')[1];

    private static async Task<string> LinkAsync(ServerFixture server, string sandbox)
    {
        using var answer = await server.SendAsync(HttpMethod.Post, $"/api/v0/sandboxes/{sandbox}/links", """{"method":"PUT","path":"/ports/80/x"}""");
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("url").GetString()!;
    }

    private static async Task<ServerFixture> StartAsync()
    {
        var server = new ServerFixture();
        await server.InitializeAsync();
        return server;
    }

    private static Task<HttpResponseMessage> MeAsync(HttpClient http, string cookie)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v0/auth/me");
        request.Headers.Add("Cookie", cookie);
        return http.SendAsync(request, Token);
    }
}
