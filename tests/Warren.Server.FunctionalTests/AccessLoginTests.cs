using System.Net;
using System.Net.Http.Json;
using Warren.Api.Access;
using Warren.Api.Auth;

namespace Warren.Server.FunctionalTests;

public sealed class AccessLoginTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Token => ServerFixture.Token;

    [Theory]
    [InlineData("/api/v0/auth/login")]
    [InlineData("/api/v0/auth/internal")]
    public async Task First_administrator_signs_in_by_both_paths(string path)
    {
        using var answer = await server.Anonymous.PostAsJsonAsync(path, new { user = "admin", pass = ServerFixture.AdminPassword }, Token);

        var login = (await answer.Content.ReadFromJsonAsync(Api.WarrenJson.Wire.Login, Token))!;
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        var me = await server.CallAsync<Caller>(HttpMethod.Get, "/api/v0/auth/me", credential: login.Token);
        Assert.Equal(("admin", "login", PrincipalType.Account), (me.Name, me.Credential, me.PrincipalType));
        Assert.Equal(("admin", null), (Assert.Single(me.Roles).Role, me.Roles[0].Workspace));
        Assert.Equal(login.ExpiresAt, me.ExpiresAt);
    }

    [Fact]
    public async Task Wrong_password_and_unknown_name_are_told_the_same()
    {
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        var wrong = await FailAsync("admin", "wrong password");
        var unknown = await FailAsync("nobody", "wrong password");
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (wrong.Status, unknown.Status));
        Assert.Equal(wrong.Detail, unknown.Detail);
    }

    [Theory]
    [InlineData("""{"user":"admin"}""", "pass")]
    [InlineData("""{"pass":"x"}""", "user")]
    [InlineData("""{"user":"admin","pass":"x","token":"y"}""", "token")]
    [InlineData("""{"username":"admin","pass":"x"}""", "username")]
    [InlineData("{}", "user")]
    public async Task Login_is_read_strictly(string body, string field)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await server.Anonymous.PostAsync("/api/v0/auth/login", content, Token);
        var problem = (await answer.Content.ReadFromJsonAsync(Api.WarrenJson.Wire.Problem, Token))!;
        Assert.Equal(400, problem.Status);
        Assert.Contains(field, problem.Errors!.Keys);
    }

    [Fact]
    public async Task Logging_out_ends_the_token_at_once()
    {
        await server.AccountAsync("leaver", "viewer");
        var (ended, kept) = (await server.LoginAsync("leaver"), await server.LoginAsync("leaver"));
        Assert.Equal(HttpStatusCode.NoContent, (await server.TryAsync(HttpMethod.Post, "/api/v0/auth/logout", credential: ended.Token)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(ended.Token));
        Assert.Equal(HttpStatusCode.Unauthorized, await RefreshAsync(ended.RefreshToken));
        Assert.Equal(HttpStatusCode.OK, await MeAsync(kept.Token));
    }

    [Fact]
    public async Task New_password_ends_tokens_and_sessions_and_keeps_keys()
    {
        var account = await server.AccountAsync("changer", "developer");
        var login = await server.LoginAsync("changer");
        var key = await server.KeyAsync(login.Token, new { name = "k", roles = new[] { "developer" } });
        var cookie = await CookieAsync("changer", AccessClient.Password);
        var path = $"/api/v0/accounts/{account.Id}/password";

        Assert.Equal(HttpStatusCode.BadRequest, (await server.TryAsync(HttpMethod.Put, path, new { newPassword = "battery staple" }, login.Token)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.TryAsync(HttpMethod.Put, path, new { currentPassword = "wrong", newPassword = "battery staple" }, login.Token)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.TryAsync(HttpMethod.Put, path, new { currentPassword = AccessClient.Password, newPassword = "battery staple" }, key.Key)).Status);
        Assert.Equal(HttpStatusCode.OK, await MeAsync(login.Token));
        Assert.Equal(HttpStatusCode.NoContent, (await server.TryAsync(HttpMethod.Put, path, new { currentPassword = AccessClient.Password, newPassword = "battery staple" }, login.Token)).Status);

        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(login.Token));
        Assert.Equal(HttpStatusCode.Unauthorized, await RefreshAsync(login.RefreshToken));
        Assert.Equal(HttpStatusCode.Unauthorized, await SessionAsync(cookie));
        Assert.Equal(HttpStatusCode.OK, await MeAsync(key.Key));
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        await server.LoginAsync("changer", "battery staple");
    }

    [Fact]
    public async Task Page_of_ours_that_signs_in_by_password_has_a_session_of_that_account()
    {
        await server.AccountAsync("surfer", "viewer");
        var cookie = await CookieAsync("surfer", AccessClient.Password);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v0/auth/me");
        request.Headers.Add("Cookie", cookie);
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server.Anonymous.BaseAddress };
        using var answer = await http.SendAsync(request, Token);
        var me = (await answer.Content.ReadFromJsonAsync(Api.WarrenJson.Wire.Caller, Token))!;
        Assert.Equal(("surfer", "session", "viewer"), (me.Name, me.Credential, Assert.Single(me.Roles).Role));
    }

    [Fact]
    public async Task Refresh_gives_the_next_token_once_and_a_second_use_ends_all()
    {
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        await server.AccountAsync("refresher", "viewer");
        var first = await server.LoginAsync("refresher");
        using var answer = await server.Anonymous.PostAsJsonAsync("/api/v0/auth/refresh", new { refreshToken = first.RefreshToken }, Token);
        var second = (await answer.Content.ReadFromJsonAsync(Api.WarrenJson.Wire.Login, Token))!;
        Assert.Equal(HttpStatusCode.OK, await MeAsync(second.Token));
        Assert.Equal(HttpStatusCode.Unauthorized, await RefreshAsync(first.RefreshToken));
        Assert.Equal(HttpStatusCode.Unauthorized, await RefreshAsync(second.RefreshToken));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(second.Token));
    }

    [Fact]
    public async Task Deleted_account_is_nobody_any_more_and_its_name_is_not_given_again()
    {
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        var account = await server.AccountAsync("gone", "developer");
        var login = await server.LoginAsync("gone");
        var key = await server.KeyAsync(login.Token, new { name = "k", roles = new[] { "developer" } });
        Assert.Equal(HttpStatusCode.NoContent, (await server.TryAsync(HttpMethod.Delete, $"/api/v0/accounts/{account.Name}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(login.Token));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(key.Key));
        Assert.Equal(HttpStatusCode.Conflict, (await server.TryAsync(HttpMethod.Post, "/api/v0/accounts", new { name = "gone", password = AccessClient.Password })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.TryAsync(HttpMethod.Get, $"/api/v0/accounts/{account.Id}")).Status);
    }

    [Fact]
    public async Task Account_of_the_installation_stays()
    {
        Assert.Equal("INVALID_STATE", (await server.TryAsync(HttpMethod.Delete, "/api/v0/accounts/local")).Problem!.Code);
        var admin = (await server.LoginAsync("admin", ServerFixture.AdminPassword)).Token;
        Assert.Equal("INVALID_STATE", (await server.TryAsync(HttpMethod.Delete, "/api/v0/accounts/local", credential: admin)).Problem!.Code);
        Assert.Equal("INVALID_STATE", (await server.TryAsync(HttpMethod.Put, "/api/v0/accounts/local", new { disabled = true }, admin)).Problem!.Code);
        Assert.Equal("INVALID_STATE", (await server.TryAsync(HttpMethod.Put, "/api/v0/accounts/local/password", new { newPassword = "battery staple" }, admin)).Problem!.Code);
        Assert.Equal("INVALID_STATE", (await server.TryAsync(HttpMethod.Delete, "/api/v0/accounts/admin", credential: admin)).Problem!.Code);
    }

    [Fact]
    public async Task Nothing_secret_is_stored_as_it_is()
    {
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        await server.AccountAsync("keeper", "developer");
        var login = await server.LoginAsync("keeper");
        var key = await server.KeyAsync(login.Token, new { name = "k", roles = new[] { "developer" } });
        var files = Directory.EnumerateFiles(server.StateFolder, "warren.db*").Select(ReadShared);
        foreach (var secret in new[] { AccessClient.Password, key.Key.Split('_')[2], login.RefreshToken.Split('_')[2], login.Token })
            Assert.DoesNotContain(files, content => content.Contains(secret, StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(server.StateFolder, "jwt-key")));
    }

    [Fact]
    public async Task Rights_that_are_taken_away_are_gone_with_the_next_request()
    {
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        await server.AccountAsync("demoted", "developer");
        var login = (await server.LoginAsync("demoted")).Token;
        Assert.Equal(HttpStatusCode.OK, (await server.TryAsync(HttpMethod.Get, "/api/v0/sandboxes", credential: login)).Status);
        var binding = Assert.Single((await server.CallAsync<Api.Page<RoleBinding>>(HttpMethod.Get, "/api/v0/role-bindings?principal=demoted")).Items);
        await server.TryAsync(HttpMethod.Delete, $"/api/v0/role-bindings/{binding.Id}");
        Assert.Equal(HttpStatusCode.Forbidden, (await server.TryAsync(HttpMethod.Get, "/api/v0/sandboxes", credential: login)).Status);
        Assert.Equal(HttpStatusCode.OK, await MeAsync(login));
    }

    private static string ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private async Task<(HttpStatusCode Status, string Detail)> FailAsync(string user, string pass)
    {
        using var answer = await server.Anonymous.PostAsJsonAsync("/api/v0/auth/login", new { user, pass }, Token);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync(Api.WarrenJson.Wire.Problem, Token))!.Detail);
    }

    private async Task<HttpStatusCode> MeAsync(string credential) => (await server.TryAsync(HttpMethod.Get, "/api/v0/auth/me", credential: credential)).Status;

    private async Task<HttpStatusCode> RefreshAsync(string refreshToken)
    {
        using var answer = await server.Anonymous.PostAsJsonAsync("/api/v0/auth/refresh", new { refreshToken }, Token);
        return answer.StatusCode;
    }

    private async Task<string> CookieAsync(string user, string pass)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server.Anonymous.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v0/auth/login") { Content = JsonContent.Create(new { user, pass }) };
        request.Headers.Add("Origin", $"http://127.0.0.1:{server.Port}");
        using var answer = await http.SendAsync(request, Token);
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private async Task<HttpStatusCode> SessionAsync(string cookie)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server.Anonymous.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v0/auth/me");
        request.Headers.Add("Cookie", cookie);
        using var answer = await http.SendAsync(request, Token);
        return answer.StatusCode;
    }
}
