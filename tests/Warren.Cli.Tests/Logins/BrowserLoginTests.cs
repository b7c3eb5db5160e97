using System.Net;
using Warren.Api;
using Warren.Cli.Logins;

namespace Warren.Cli.Tests.Logins;

public sealed class BrowserLoginTests
{
    private const string Provider = """{"enabled":true,"name":"Example SSO","startPath":"/auth/oidc/start"}""";
    private const string Login = """{"token":"token-1","refreshToken":"wr_1","expiresAt":"2030-01-01T00:00:00Z"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Code_that_a_browser_brings_gives_a_login_and_nothing_else_that_comes_does()
    {
        await using var server = new ScriptedServer(Answer);
        var (shown, login) = Begin(server, ask: null, Token);
        var (address, _) = await shown;
        var query = System.Web.HttpUtility.ParseQueryString(address.Query);
        Assert.Equal((server.Address.Authority, "/auth/oidc/start", 43, 43), (address.Authority, address.AbsolutePath, query["challenge"]!.Length, query["state"]!.Length));
        var back = new Uri($"http://127.0.0.1:{query["port"]}/");
        using var idle = new System.Net.Sockets.TcpClient();
        await idle.ConnectAsync(IPAddress.Loopback, back.Port, Token); // As browsers do, to be ready.

        using var browser = new HttpClient { BaseAddress = back };
        foreach (var wrong in new[] { "/favicon.ico", "/?code=x", $"/?code=x&state={query["challenge"]}", $"/?state={query["state"]}", $"/?code=&state={query["state"]}", $"/other?code=x&state={query["state"]}" })
        {
            using var refused = await browser.GetAsync(wrong, Token);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }
        Assert.False(login.IsCompleted);
        var page = await browser.GetStringAsync($"/?code=the-code&state={query["state"]}", Token);

        Assert.Contains("You can close this window", page, StringComparison.Ordinal);
        Assert.Equal("token-1", (await login).Token);
        Assert.Equal(["GET /api/v0/auth/oidc", "POST /api/v0/auth/oidc/exchange"], server.Requests.Select(request => request.Split(" HTTP/1.1")[0]));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => browser.GetAsync("/", Token)); // Nobody listens any more.
    }

    [Fact]
    public async Task Code_is_pasted_where_the_browser_is_elsewhere()
    {
        await using var server = new ScriptedServer(Answer);
        var (_, login) = Begin(server, ask: _ => Task.FromResult("the-code"), Token);

        Assert.Equal("token-1", (await login).Token);
    }

    [Fact]
    public async Task Waiting_ends_when_it_is_given_up_and_the_question_with_it()
    {
        await using var server = new ScriptedServer(Answer);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var isAsking = true;
        var (shown, login) = Begin(server, async token =>
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }
            finally
            {
                isAsking = false;
            }
            return "";
        }, stop.Token);
        await shown;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => login);
        Assert.False(isAsking);
    }

    [Fact]
    public async Task Server_without_a_provider_says_so()
    {
        await using var server = new ScriptedServer(_ => Ok("""{"enabled":false,"name":null,"startPath":null}"""));

        var refused = await Assert.ThrowsAsync<WarrenException>(() => Begin(server, ask: null, Token).Login);

        Assert.Equal(ErrorCode.InvalidState, refused.Code);
        Assert.Contains("has no identity provider", refused.Message, StringComparison.Ordinal);
    }

    private static (Task<(Uri Address, string Provider)> Shown, Task<Api.Auth.Login> Login) Begin(ScriptedServer server, Func<CancellationToken, Task<string>>? ask, CancellationToken cancellationToken)
    {
        var shown = new TaskCompletionSource<(Uri, string)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var login = new BrowserLogin(server.Address, ask).RunAsync((url, provider) => shown.SetResult((new Uri(url), provider)), cancellationToken);
        return (shown.Task, login);
    }

    private static string Answer(string request) => Ok(request.StartsWith("GET", StringComparison.Ordinal) ? Provider : Login);

    private static string Ok(string body) => $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
}
