using System.Net;
using System.Net.Http.Json;
using Warren.Access;
using Warren.Api;
using Warren.Api.Access;
using Warren.Api.Auth;
using Warren.Api.Sandboxes;

namespace Warren.Server.FunctionalTests;

/// <summary>What somebody whom the provider vouches for is here, and may do.</summary>
public sealed class OidcSubjectTests(OidcServer server) : IClassFixture<OidcServer>
{
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"; // RFC 7636, appendix B.
    private const string Terminal = $"?port=4711&challenge={Challenge}&state=state-of-the-terminal";

    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public async Task Subject_may_do_what_was_bound_to_its_name_before_it_ever_came_and_owns_what_it_makes()
    {
        server.Restore();
        await BindAsync("worker", "developer");
        var login = await TerminalLoginAsync("worker");

        var made = await server.CallAsync<SandboxSnapshot>(HttpMethod.Post, "/api/v0/sandboxes", new { }, login.Token);

        Assert.Equal(server.NameOf("worker"), made.Owner);
        Assert.Equal("developer", Assert.Single((await MeAsync(login)).Roles).Role);
        var audited = (await server.AuditAsync("limit=20")).Items.First(entry => entry is { Resource: "sandboxes", Verb: "create" });
        Assert.Equal((server.NameOf("worker"), "login"), (audited.Actor, audited.Credential));
        await server.CallAsync<Quota>(HttpMethod.Put, $"/api/v0/quotas/{Uri.EscapeDataString(server.NameOf("worker"))}", new { limits = new { sandboxes = 0 } });
        Assert.Equal("QUOTA_EXCEEDED", (await server.TryAsync(HttpMethod.Post, "/api/v0/sandboxes", new { }, login.Token)).Problem!.Code);
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("local")]
    [InlineData("ann")]
    public async Task Subject_is_never_taken_for_an_account_of_the_same_name_nor_an_account_for_a_subject(string name)
    {
        server.Restore();
        if (name == "ann")
            await server.AccountAsync("ann", "admin");
        await server.TryAsync(HttpMethod.Post, "/api/v0/role-bindings", new { role = "admin", principal = name, principalType = "subject", workspace = "" });

        var me = await (await server.SignInAsync(name)).MeAsync();

        Assert.Equal((server.NameOf(name), PrincipalType.Subject), (me.Name, me.PrincipalType));
        Assert.Empty(me.Roles);
        Assert.False(AccessNames.IsName(me.Name));
        var refused = await server.TryAsync(HttpMethod.Post, "/api/v0/accounts", new { name = me.Name, password = AccessClient.Password });
        Assert.Equal((HttpStatusCode.BadRequest, true), (refused.Status, refused.Problem!.Errors!.ContainsKey("name")));
        using var answer = await server.Anonymous.PostAsJsonAsync("/api/v0/auth/login", new { user = me.Name, pass = "" }, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Subject_has_the_same_tokens_as_after_a_password_refreshed_once_and_ended_by_logging_out()
    {
        server.Restore();
        var login = await TerminalLoginAsync("refresher");
        using var answer = await server.Anonymous.PostAsJsonAsync("/api/v0/auth/refresh", new { refreshToken = login.RefreshToken }, Token);
        var next = (await answer.Content.ReadFromJsonAsync(WarrenJson.Wire.Login, Token))!;
        Assert.Equal((server.NameOf("refresher"), "login", PrincipalType.Subject), ((await MeAsync(next)).Name, (await MeAsync(next)).Credential, (await MeAsync(next)).PrincipalType));

        Assert.Equal(HttpStatusCode.NoContent, (await server.TryAsync(HttpMethod.Post, "/api/v0/auth/logout", credential: next.Token)).Status);

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.TryAsync(HttpMethod.Get, "/api/v0/auth/me", credential: next.Token)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.TryAsync(HttpMethod.Get, "/api/v0/auth/me", credential: login.Token)).Status);
    }

    [Fact]
    public async Task Administrator_sees_subjects_and_shuts_one_out_with_all_that_it_has_shown()
    {
        server.Restore();
        await BindAsync("leaver", "developer");
        var (login, browser) = (await TerminalLoginAsync("leaver"), await server.SignInAsync("leaver"));
        var key = await server.KeyAsync(login.Token, new { name = "k", roles = new[] { "developer" } });
        var path = $"/api/v0/subjects/{Uri.EscapeDataString(server.NameOf("leaver"))}";
        var seen = await server.CallAsync<Account>(HttpMethod.Get, path);
        Assert.Equal((server.NameOf("leaver"), PrincipalType.Subject, "Ann of the Provider", false), (seen.Name, seen.Type, seen.DisplayName, seen.HasPassword));
        Assert.Contains((await server.CallAsync<Page<Account>>(HttpMethod.Get, "/api/v0/subjects?limit=1000")).Items, subject => subject.Id == seen.Id);

        await server.CallAsync<Account>(HttpMethod.Put, path, new { disabled = true });

        foreach (var credential in new[] { login.Token, key.Key })
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.TryAsync(HttpMethod.Get, "/api/v0/auth/me", credential: credential)).Status);
        using var session = await browser.GetAsync("/api/v0/auth/me");
        Assert.Equal(HttpStatusCode.Unauthorized, session.StatusCode);
        using var again = await server.Browser().SignInAsync();
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
        await server.CallAsync<Account>(HttpMethod.Put, path, new { disabled = false });
        await server.SignInAsync("leaver");
    }

    [Fact]
    public async Task Subject_sees_itself_and_nobody_else_and_is_called_as_the_provider_says()
    {
        server.Restore();
        var (one, other) = (await TerminalLoginAsync("one"), await TerminalLoginAsync("other"));

        var own = await server.CallAsync<Account>(HttpMethod.Get, $"/api/v0/subjects/{Uri.EscapeDataString(server.NameOf("one"))}", credential: one.Token);
        Assert.Equal("Ann of the Provider", own.DisplayName);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.TryAsync(HttpMethod.Get, $"/api/v0/subjects/{own.Id}", credential: other.Token)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.TryAsync(HttpMethod.Get, "/api/v0/subjects", credential: one.Token)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.TryAsync(HttpMethod.Get, $"/api/v0/accounts/{own.Id}")).Status);
        server.Provider.DisplayName = "Ann <b>Married</b>\u0007";
        await server.SignInAsync("one");
        Assert.Equal("Ann <b>Married</b>", (await server.CallAsync<Account>(HttpMethod.Get, $"/api/v0/subjects/{own.Id}")).DisplayName);
        Assert.Contains("displayName", (await server.TryAsync(HttpMethod.Put, $"/api/v0/subjects/{own.Id}", new { displayName = "x" })).Problem!.Errors!.Keys);
    }

    [Fact]
    public async Task Many_who_come_for_the_first_time_at_once_are_one()
    {
        server.Restore();
        server.Provider.Subject = "crowd";

        var callers = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            var browser = server.Browser();
            using var answer = await browser.SignInAsync();
            return (answer.StatusCode, (await browser.MeAsync()).Name);
        }));

        Assert.All(callers, caller => Assert.Equal((HttpStatusCode.Redirect, server.NameOf("crowd")), caller));
        Assert.Single((await server.CallAsync<Page<Account>>(HttpMethod.Get, "/api/v0/subjects?limit=1000")).Items, subject => subject.Name == server.NameOf("crowd"));
    }

    [Fact]
    public async Task Terminal_is_signed_in_only_after_a_click_and_only_with_what_it_began_with()
    {
        server.Restore();
        var browser = server.Browser();
        using var answer = await browser.SignInAsync(Terminal);
        var page = await answer.Content.ReadAsStringAsync(Token);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Empty(browser.Cookies); // The browser itself is not signed in.
        var code = CodeOf(page);
        Assert.Contains($"href=\"http://127.0.0.1:4711/?code={code}&amp;state=state-of-the-terminal\"", page, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Unauthorized, (await ExchangeAsync(code, "x" + Verifier[1..])).Status);
        var (status, login) = await ExchangeAsync(code, Verifier);
        Assert.Equal((HttpStatusCode.OK, server.NameOf("248289761001")), (status, (await MeAsync(login!)).Name));
        Assert.Equal(HttpStatusCode.Unauthorized, (await ExchangeAsync(code, Verifier)).Status);
    }

    [Fact]
    public async Task Code_for_a_terminal_ends_after_two_minutes_and_with_its_subject()
    {
        server.Restore();
        var late = await TerminalCodeAsync("late");
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.Unauthorized, (await ExchangeAsync(late, Verifier)).Status);

        var disabled = await TerminalCodeAsync("late");
        await server.CallAsync<Account>(HttpMethod.Put, $"/api/v0/subjects/{Uri.EscapeDataString(server.NameOf("late"))}", new { disabled = true });
        Assert.Equal(HttpStatusCode.Unauthorized, (await ExchangeAsync(disabled, Verifier)).Status);
    }

    [Theory]
    [InlineData($"?port=0&challenge={Challenge}&state=state-of-the-terminal", "port")]
    [InlineData($"?port=evil.example&challenge={Challenge}&state=state-of-the-terminal", "port")]
    [InlineData("?port=4711&challenge=short&state=state-of-the-terminal", "challenge")]
    [InlineData($"?port=4711&challenge={Challenge}&state=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "state")]
    [InlineData($"?challenge={Challenge}", "port", "state")]
    public async Task Terminal_is_asked_for_rightly_or_not_at_all(string query, params string[] fields)
    {
        using var answer = await server.Browser().GetAsync($"/auth/oidc/start{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(fields, (await answer.Content.ReadFromJsonAsync(WarrenJson.Wire.Problem, Token))!.Errors!.Keys.Order());
    }

    private static string CodeOf(string page) => page.Split("<code>")[1].Split("</code>")[0];

    private Task<RoleBinding> BindAsync(string subject, string role) => server.CallAsync<RoleBinding>(
        HttpMethod.Post, "/api/v0/role-bindings", new { role, principal = server.NameOf(subject), principalType = "subject", workspace = "" });

    private async Task<string> TerminalCodeAsync(string subject)
    {
        server.Provider.Subject = subject;
        using var answer = await server.Browser().SignInAsync(Terminal);
        return CodeOf(await answer.Content.ReadAsStringAsync(Token));
    }

    private async Task<Login> TerminalLoginAsync(string subject) => (await ExchangeAsync(await TerminalCodeAsync(subject), Verifier)).Login!;

    private async Task<(HttpStatusCode Status, Login? Login)> ExchangeAsync(string code, string verifier)
    {
        using var answer = await server.Anonymous.PostAsJsonAsync("/api/v0/auth/oidc/exchange", new { code, verifier }, Token);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync(WarrenJson.Wire.Login, Token) : null);
    }

    private Task<Caller> MeAsync(Login login) => server.CallAsync<Caller>(HttpMethod.Get, "/api/v0/auth/me", credential: login.Token);
}
