using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Warren.Page.Tests;

public sealed class SignInTests(BrowserFixture browser)
{
    [Fact]
    public async Task Whoever_is_not_signed_in_gives_name_and_password_and_is_where_they_wanted_to_go()
    {
        await using var window = await browser.OpenSignedOutAsync("/debug/code-execution");
        var (name, password) = (window.Page.GetByLabel("Name"), Password(window.Page));
        await Expect(name).ToBeFocusedAsync();

        // By the keyboard alone.
        await window.Page.Keyboard.TypeAsync("admin");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(password).ToBeFocusedAsync();
        await window.Page.Keyboard.TypeAsync("not it, not it");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Page.GetByText("This name and password do not belong together.")).ToBeVisibleAsync();
        await Expect(password).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(password).ToBeFocusedAsync();
        await window.Page.Keyboard.TypeAsync(Installation.AdminPassword); // In the place of what is selected.
        await window.Page.Keyboard.PressAsync("Enter");

        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Code execution");
        await Expect(window.Page).ToHaveURLAsync(new Uri(browser.Server.Url, "/debug/code-execution").ToString());
        Assert.Equal("{}", await window.Page.EvaluateAsync<string>("() => JSON.stringify({ ...sessionStorage, ...Object.fromEntries(Object.entries(localStorage).filter(([key]) => !key.includes('color'))) })"));
        Assert.True(Assert.Single(await window.Page.Context.CookiesAsync()).HttpOnly);
    }

    [Fact]
    public async Task The_token_signs_in_too()
    {
        await using var window = await browser.OpenSignedOutAsync("/debug/code-execution");
        var token = await window.ChooseTokenAsync();
        await Expect(token).ToBeFocusedAsync();

        await token.FillAsync("not it");
        await SignIn(window.Page).ClickAsync();
        await Expect(window.Page.GetByText("This token is not valid here.")).ToBeVisibleAsync();
        await token.FillAsync(browser.Server.Token);
        await token.PressAsync("Enter");

        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Code execution");
    }

    [Fact]
    public async Task The_identity_provider_leads_there_and_back()
    {
        browser.Provider.AsksFirst = true;
        await using var window = await browser.OpenSignedOutAsync("/debug/code-execution");

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Continue with Example SSO" }).ClickAsync();
        await Expect(window.Page).ToHaveTitleAsync("The provider");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "I am Ann" }).ClickAsync();

        await Expect(window.Page).ToHaveURLAsync(new Uri(browser.Server.Url, "/debug/code-execution").ToString());
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        browser.Provider.Restore();
    }

    [Fact]
    public async Task An_identity_provider_that_refuses_is_told_and_leads_back()
    {
        browser.Provider.Error = "access_denied";
        await using var window = await browser.OpenSignedOutAsync("/debug/code-execution");

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Continue with Example SSO" }).ClickAsync();

        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Example SSO says that you may not sign in here");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Back to Warren" }).ClickAsync();
        await Expect(window.Page.GetByLabel("Name")).ToBeVisibleAsync();
        browser.Provider.Restore();
    }

    [Fact]
    public async Task Too_many_failed_attempts_are_told_with_the_time_to_wait()
    {
        await using var window = await browser.OpenSignedOutAsync("/debug");
        // As the server answers the eleventh in a minute; it is not asked, as the other tests sign in from here.
        await window.Page.RouteAsync("**/api/v0/auth/login", route => route.FulfillAsync(new()
        {
            Status = 429,
            Headers = new Dictionary<string, string> { ["Retry-After"] = "2", ["Content-Type"] = "application/problem+json" },
            Body = """{"title":"Too Many Requests","status":429,"code":"TOO_MANY_REQUESTS","detail":"Signing in has failed too often; try again in a minute."}""",
        }));
        await window.Page.GetByLabel("Name").FillAsync("admin");
        await Password(window.Page).FillAsync(Installation.AdminPassword);

        await SignIn(window.Page).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Too many failed attempts");
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("Try again in [12] s") })).ToBeVisibleAsync();
        await window.Page.UnrouteAllAsync();
        await SignIn(window.Page).ClickAsync(); // As soon as it is time again.

        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Tools");
    }

    [Fact]
    public async Task The_link_of_warren_open_leads_to_the_tools()
    {
        var link = (await browser.Server.RunAsync(BrowserFixture.Token, "open")).Trim();

        await using var window = await browser.OpenSignedOutAsync(link);

        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Tools");
        await Expect(window.Page).ToHaveURLAsync(new Uri(browser.Server.Url, "/debug").ToString());
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_shows_nothing_of_it()
    {
        var link = (await browser.Server.RunAsync(BrowserFixture.Token, "open")).Trim();
        await using var window = await browser.OpenSignedOutAsync(link);

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(window.Page.GetByLabel("Name")).ToBeVisibleAsync();
        await Expect(window.Page.GetByText("Recent runs")).ToBeHiddenAsync();
        await window.Page.ReloadAsync();
        await Expect(window.Page.GetByLabel("Name")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_session_that_ends_in_the_middle_of_work_takes_nothing_with_it()
    {
        await using var window = await browser.OpenAloneAsync("/debug/code-execution");
        await window.WriteAsync("bash", "echo still here");
        await window.ForgetSessionAsync();

        await window.Form.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        var dialog = window.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("Your session has ended");
        await dialog.GetByLabel("Name").FillAsync("admin");
        await Password(window.Page).FillAsync(Installation.AdminPassword);
        await SignIn(window.Page).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();

        await window.RunAsync("exit 0");
        await Expect(window.Output("stdout")).ToHaveTextAsync("still here\n");
    }

    [Fact]
    public async Task Who_signs_in_again_through_the_identity_provider_does_it_in_another_tab_and_finds_their_work()
    {
        var name = $"{browser.Provider.Subject}@{browser.Provider.Issuer.Replace('/', '~')}";
        await browser.Server.RunAsync(BrowserFixture.Token, "binding", "create", "admin", "--subject", name, "--everywhere");
        await using var window = await browser.OpenAloneAsync("/debug/code-execution");
        await window.WriteAsync("bash", "echo still here");
        await window.ForgetSessionAsync();
        await window.Form.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        var dialog = window.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("It opens in another tab");

        var other = await window.Page.Context.RunAndWaitForPageAsync(() => dialog.GetByRole(AriaRole.Link, new() { Name = "Continue with Example SSO" }).ClickAsync());
        await Expect(other.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        await other.CloseAsync();
        await window.Page.BringToFrontAsync();
        await window.Page.EvaluateAsync("() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))"); // A browser without a screen has no tab in front.

        await Expect(dialog).ToBeHiddenAsync();
        await Expect(window.Editor).ToContainTextAsync("echo still here");
    }

    private static ILocator Password(IPage page) => page.GetByLabel("Password", new() { Exact = true }).And(page.Locator("input"));

    private static ILocator SignIn(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true });
}
