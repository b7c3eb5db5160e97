using System.Globalization;
using Warren.Api;
using Warren.Api.Local;
using Warren.Api.Settings;
using Warren.Cli.Hosting;
using Warren.Cli.Logins;
using Warren.TestKit;

namespace Warren.Cli.Tests.Logins;

public sealed class ServerLoginsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-logins-");
    private readonly StateFolder _state;
    private readonly MovableClock _clock = new();
    private int _made;

    public ServerLoginsTests() => _state = StateFolder.Open(_folder.FullName);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_login_is_kept_for_its_owner_alone_and_used_until_it_is_due()
    {
        await using var server = new ScriptedServer(_ => Login());
        var logins = Logins();

        await logins.LoginAsync(server.Address, "ann", "hunter2", Token);
        _clock.Advance(TimeSpan.FromHours(23));

        Assert.Equal("token-1", (await logins.FindAsync(server.Address, Token))!.Token);
        Assert.Single(server.Requests);
        Assert.DoesNotContain("Authorization", server.Requests[0], StringComparison.OrdinalIgnoreCase);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder.FullName, "logins.json")));
    }

    [Fact]
    public async Task A_login_that_is_due_is_renewed_once_however_many_need_it()
    {
        await using var server = new ScriptedServer(_ => Login());
        await Logins().LoginAsync(server.Address, "ann", "hunter2", Token);
        _clock.Advance(TimeSpan.FromHours(24) - ServerLogins.Margin + TimeSpan.FromSeconds(1));

        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Logins().FindAsync(server.Address, Token))));

        Assert.All(found, login => Assert.Equal(("ann", "token-2"), (login!.User, login.Token)));
        Assert.Equal(2, server.Requests.Count);
        Assert.StartsWith("POST /api/v0/auth/refresh", server.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_renew_ends_a_login_only_when_its_token_has_ended()
    {
        await using var server = new ScriptedServer(request => request.Contains("/login", StringComparison.Ordinal) ? Login() : Refusal());
        var logins = Logins();
        await logins.LoginAsync(server.Address, "ann", "hunter2", Token);

        _clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(1));
        Assert.Equal("token-1", (await logins.FindAsync(server.Address, Token))!.Token);

        _clock.Advance(TimeSpan.FromMinutes(2));
        var refused = await Assert.ThrowsAsync<WarrenException>(() => logins.FindAsync(server.Address, Token));
        Assert.Equal(ErrorCode.Unauthenticated, refused.Code);
        Assert.Contains("warren auth login", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_keeps_nothing()
    {
        await using var server = new ScriptedServer(_ => Refusal());
        var logins = Logins();

        await Assert.ThrowsAsync<WarrenException>(() => logins.LoginAsync(server.Address, "ann", "wrong", Token));

        Assert.Null(logins.Peek());
    }

    [Fact]
    public async Task Logging_out_ends_the_login_at_the_server_and_forgets_it_also_when_none_answers()
    {
        await using var server = new ScriptedServer(request => request.Contains("/login", StringComparison.Ordinal) ? Login() : "HTTP/1.1 204 No Content\r\n\r\n");
        var logins = Logins();
        await logins.LoginAsync(server.Address, "ann", "hunter2", Token);

        Assert.Equal((true, null), await logins.LogoutAsync(server.Address, Token));
        Assert.Contains("Authorization: Bearer token-1", server.Requests[1], StringComparison.Ordinal);
        Assert.Null(logins.Peek());

        await logins.LoginAsync(server.Address, "ann", "hunter2", Token);
        var (wasThere, notEnded) = await logins.LogoutAsync(null, Token);
        Assert.True(wasThere);
        Assert.Equal(ErrorCode.EngineUnavailable, notEnded!.Code);
        Assert.Null(logins.Peek());
        Assert.Equal((false, null), await logins.LogoutAsync(server.Address, Token));
    }

    [Fact]
    public async Task Each_server_has_its_own_login()
    {
        await using var server = new ScriptedServer(_ => Login());
        await Logins("https://one.example").LoginAsync(server.Address, "ann", "x", Token);
        await Logins("https://two.example").LoginAsync(server.Address, "bob", "x", Token);

        Assert.Equal(("ann", "bob", null), (Logins("https://one.example").Peek()?.User, Logins("https://two.example").Peek()?.User, Logins().Peek()?.User));
    }

    [Fact]
    public async Task A_key_that_is_set_counts_more_than_a_login_and_that_more_than_the_token()
    {
        await File.WriteAllTextAsync(_state.TokenFile, "local-token\n", Token);
        var address = new Uri("http://127.0.0.1:1");

        Assert.Equal("local-token", (await Access([]).FindAsync(address, Token)).Secret);
        await using (var server = new ScriptedServer(_ => Login(DateTimeOffset.MaxValue)))
            await Logins().LoginAsync(server.Address, "ann", "x", Token);
        Assert.Equal("token-1", (await Access([]).FindAsync(address, Token)).Secret);
        Assert.Equal("wk_1_x", (await Access(new() { ["AGENT_API_KEY"] = "wk_1_x" }).FindAsync(address, Token)).Secret);
    }

    [Fact]
    public async Task The_local_token_is_never_sent_to_another_server()
    {
        await File.WriteAllTextAsync(_state.TokenFile, "local-token\n", Token);
        var access = Access(new() { ["WARREN_SERVER"] = "https://warren.example" });

        var refused = await Assert.ThrowsAsync<WarrenException>(() => access.FindAsync(access.Remote!, Token));

        Assert.Equal(ErrorCode.Unauthenticated, refused.Code);
        Assert.Contains("warren auth login --server https://warren.example", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("warren.example")]
    [InlineData("ftp://warren.example")]
    [InlineData("https://ann:pw@warren.example")]
    [InlineData("https://warren.example/api")]
    public void What_is_no_address_of_a_server_is_refused(string address) =>
        Assert.Equal(ErrorCode.InvalidRequest, Assert.Throws<WarrenException>(() => Access(new() { ["WARREN_SERVER"] = address })).Code);

    public void Dispose() => _folder.Delete(recursive: true);

    private ServerLogins Logins(string server = ServerLogins.Local) => new(new LoginStore(_state), server, _clock);

    private ServerAccess Access(Dictionary<string, string> environment) =>
        new(_state, new SettingsReader(new Dictionary<string, string>(), environment.GetValueOrDefault, null).Read(_state));

    private string Login(DateTimeOffset? end = null)
    {
        var number = Interlocked.Increment(ref _made);
        var expires = (end ?? _clock.GetUtcNow() + TimeSpan.FromHours(24)).ToString("O", CultureInfo.InvariantCulture);
        return Answer("200 OK", $$"""{"token":"token-{{number}}","refreshToken":"refresh-{{number}}","expiresAt":"{{expires}}"}""");
    }

    private static string Refusal() => Answer("401 Unauthorized", """{"title":"Unauthorized","status":401,"detail":"No.","code":"UNAUTHENTICATED"}""", "application/problem+json");

    private static string Answer(string status, string body, string type = "application/json") =>
        $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
}
