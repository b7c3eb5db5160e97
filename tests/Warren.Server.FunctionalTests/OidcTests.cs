using System.Net;
using System.Net.Http.Json;
using System.Web;
using Warren.Api;
using Warren.Api.Access;
using Warren.Api.Auth;

namespace Warren.Server.FunctionalTests;

public sealed class OidcTests(OidcServer server) : IClassFixture<OidcServer>
{
    private static CancellationToken Token => ServerFixture.Token;

    [Fact]
    public async Task Somebody_whom_the_provider_vouches_for_has_a_session_and_is_a_subject_without_rights()
    {
        server.Restore();
        var browser = server.Browser();

        using var answer = await browser.SignInAsync("?return=/debug/code-execution%3Fx=1");

        Assert.Equal((HttpStatusCode.Redirect, "/debug/code-execution?x=1"), (answer.StatusCode, answer.Headers.Location!.ToString()));
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.Equal([browser.Session], browser.Cookies.Keys);
        var session = browser.LastCookies.Single(cookie => cookie.StartsWith(browser.Session, StringComparison.Ordinal));
        Assert.All(new[] { "httponly", "samesite=strict", "path=/" }, word => Assert.Contains(word, session, StringComparison.OrdinalIgnoreCase));
        var me = await browser.MeAsync();
        Assert.Equal((server.NameOf("248289761001"), "session", PrincipalType.Subject), (me.Name, me.Credential, me.PrincipalType));
        Assert.Empty(me.Roles);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SendAsync(HttpMethod.Post, "/api/v0/sandboxes", body: new { })).StatusCode);
    }

    [Fact]
    public async Task Request_to_the_provider_holds_what_the_answer_is_bound_to_and_the_cookie_is_of_this_host_alone()
    {
        server.Restore();
        var browser = server.Browser();

        var address = await browser.BeginAsync();

        var query = HttpUtility.ParseQueryString(address.Query);
        Assert.Equal(server.Provider.Issuer + "/authorize", address.GetLeftPart(UriPartial.Path));
        Assert.Equal(("code", "openid profile", "S256", server.Provider.RedirectUri), (query["response_type"], query["scope"], query["code_challenge_method"], query["redirect_uri"]));
        Assert.All(new[] { "state", "nonce", "code_challenge" }, name => Assert.Equal(43, query[name]!.Length));
        Assert.Null(query["client_secret"]);
        var cookie = Assert.Single(browser.LastCookies);
        Assert.All(new[] { "httponly", "samesite=lax", "path=/", "max-age=600" }, word => Assert.Contains(word, cookie, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
        var again = HttpUtility.ParseQueryString((await browser.BeginAsync()).Query);
        Assert.All(new[] { "state", "nonce", "code_challenge" }, name => Assert.NotEqual(query[name], again[name]));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("evil")]
    [InlineData("")]
    [InlineData("/x y")]
    public async Task Nobody_is_sent_elsewhere_after_signing_in(string path)
    {
        using var answer = await server.Browser().GetAsync($"/auth/oidc/start?return={Uri.EscapeDataString(path)}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("return", (await answer.Content.ReadFromJsonAsync(WarrenJson.Wire.Problem, Token))!.Errors!.Keys);
    }

    [Fact]
    public async Task Answer_is_taken_from_the_browser_that_began_alone()
    {
        server.Restore();
        var (victim, attacker) = (server.Browser(), server.Browser());
        var answer = await attacker.AgreeAsync(await attacker.BeginAsync());

        await RefusedAsync(victim, answer.ToString());
        await victim.BeginAsync();
        await RefusedAsync(victim, answer.ToString());
        victim.Set(victim.Begun, attacker.Cookies[attacker.Begun].Replace('A', 'B'));
        await RefusedAsync(victim, answer.ToString());

        using var taken = await attacker.GetAsync(answer.ToString());
        Assert.Equal(HttpStatusCode.Redirect, taken.StatusCode);
    }

    [Theory]
    [InlineData("state=wrong&code=x")]
    [InlineData("code=x")]
    [InlineData("state={state}")]
    [InlineData("state={state}&state={state}&code=x")]
    [InlineData("state={state}&code=")]
    [InlineData("state={state}&code=made-up")]
    [InlineData("state={state}&code=x&iss=https://evil.example")]
    [InlineData("state={state}&error=access_denied")]
    [InlineData("state={state}&error=invalid_scope")]
    public async Task Answer_that_does_not_match_signs_nobody_in(string query)
    {
        server.Restore();
        var browser = server.Browser();
        var state = HttpUtility.ParseQueryString((await browser.BeginAsync()).Query)["state"];

        await RefusedAsync(browser, $"/auth/oidc/callback?{query.Replace("{state}", state, StringComparison.Ordinal)}");
    }

    [Fact]
    public async Task Code_is_good_once()
    {
        server.Restore();
        var browser = server.Browser();
        var answer = await browser.AgreeAsync(await browser.BeginAsync());
        var begun = browser.Cookies[browser.Begun];
        using var first = await browser.GetAsync(answer.ToString());
        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        browser.Set(browser.Session, null);

        await RefusedAsync(browser, answer.ToString());
        browser.Set(browser.Begun, begun); // Somebody kept what the browser was told to forget.
        await RefusedAsync(browser, answer.ToString());
    }

    [Fact]
    public async Task Whoever_takes_more_than_ten_minutes_begins_again()
    {
        server.Restore();
        var browser = server.Browser();
        var answer = await browser.AgreeAsync(await browser.BeginAsync());
        server.Clock.Advance(TimeSpan.FromMinutes(11));

        Assert.Contains("10 minutes", await RefusedAsync(browser, answer.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provider_that_is_away_is_told_and_no_fault_of_whoever_signs_in()
    {
        server.Restore();
        var browser = server.Browser();
        server.Provider.IsAway = true;
        using var away = await browser.GetAsync("/auth/oidc/start");
        server.Clock.Advance(TimeSpan.FromSeconds(10));
        server.Provider.IsAway = false;
        var answer = await browser.AgreeAsync(await browser.BeginAsync());
        server.Provider.IsAway = true;
        using var later = await browser.GetAsync(answer.ToString());

        foreach (var refused in new[] { away, later })
        {
            var problem = (await refused.Content.ReadFromJsonAsync(WarrenJson.Wire.Problem, Token))!;
            Assert.Equal((503, "ENGINE_UNAVAILABLE"), (problem.Status, problem.Code));
            Assert.Contains("Example SSO answers 503", problem.Detail, StringComparison.Ordinal);
        }
        server.Provider.IsAway = false;
        await server.SignInAsync();
    }

    [Theory]
    [InlineData("issuer")]
    [InlineData("authorization_endpoint")]
    [InlineData("token_endpoint")]
    [InlineData("jwks_uri")]
    public async Task Provider_that_calls_itself_otherwise_or_names_others_without_https_is_not_used(string field)
    {
        server.Restore();
        server.Provider.Metadata = described => described[field] = "http://evil.example";

        using var answer = await server.Browser().GetAsync("/auth/oidc/start");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Provider_says_who_it_is_in_its_answers_where_it_promised_to()
    {
        server.Restore();
        server.Provider.AnswersAs = server.Provider.Issuer;
        await server.SignInAsync();

        var browser = server.Browser();
        var answer = await browser.AgreeAsync(await browser.BeginAsync());
        await RefusedAsync(browser, answer.ToString().Replace("&iss=", "&is=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Secret_goes_into_the_form_where_the_provider_wants_it_there()
    {
        server.Restore();
        server.Provider.TakesSecretInForm = true;

        Assert.Equal(PrincipalType.Subject, (await (await server.SignInAsync()).MeAsync()).PrincipalType);
    }

    [Fact]
    public async Task Browser_is_shown_a_page_that_says_what_went_wrong()
    {
        server.Restore();
        server.Provider.Error = "access_denied";
        var browser = server.Browser();
        var answer = await browser.AgreeAsync(await browser.BeginAsync());

        using var shown = await browser.GetAsync(answer.ToString(), accept: "text/html,*/*;q=0.8");

        Assert.Equal((HttpStatusCode.Unauthorized, "text/html"), (shown.StatusCode, shown.Content.Headers.ContentType!.MediaType));
        Assert.Contains("Example SSO says that you may not sign in here", await shown.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", Assert.Single(shown.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Empty(browser.Cookies);
    }

    [Fact]
    public async Task Guessing_is_held_up()
    {
        server.Restore();
        var browser = server.Browser();
        for (var attempt = 0; attempt < 10; attempt++)
            await RefusedAsync(browser, "/auth/oidc/callback?state=x&code=y");

        using var answer = await browser.GetAsync("/auth/oidc/callback?state=x&code=y");

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        server.Restore();
    }

    [Fact]
    public async Task Page_is_told_that_there_is_a_provider()
    {
        var status = await server.CallAsync<OidcStatus>(HttpMethod.Get, "/api/v0/auth/oidc");

        Assert.Equal(new OidcStatus { Enabled = true, Name = "Example SSO", StartPath = "/auth/oidc/start" }, status);
    }

    [Fact]
    public async Task Audit_log_has_who_signed_in_and_what_was_refused_and_neither_code_nor_secret()
    {
        server.Restore();
        await server.SignInAsync("audited");
        await RefusedAsync(server.Browser(), "/auth/oidc/callback?state=x&code=stolen");

        var entries = (await server.AuditAsync("limit=50")).Items.Where(entry => entry.Path == "/auth/oidc/callback").ToList();

        Assert.Contains(entries, entry => entry is { Resource: "auth", Result: AuditResult.Done, Method: "GET" } && entry.Name == server.NameOf("audited"));
        Assert.Contains(entries, entry => entry is { Result: AuditResult.Refused, Status: 401, Name: null });
        Assert.All(entries, entry => Assert.DoesNotContain("code", entry.Path, StringComparison.Ordinal));
    }

    private static async Task<string> RefusedAsync(OidcBrowser browser, string address)
    {
        using var answer = await browser.GetAsync(address);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{address}: {answer.StatusCode} {text}");
        Assert.DoesNotContain(browser.Session, browser.Cookies.Keys);
        return text;
    }
}
