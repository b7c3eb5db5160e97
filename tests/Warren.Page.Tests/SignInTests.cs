using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Warren.Page.Tests;

public sealed class SignInTests(BrowserFixture browser)
{
    [Fact]
    public async Task Whoever_is_not_signed_in_gives_the_token_and_is_where_they_wanted_to_go()
    {
        await using var window = await browser.OpenSignedOutAsync("/debug/code-execution");
        var (token, signIn) = (window.Page.GetByLabel("Token", new() { Exact = true }), window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }));
        await Expect(token).ToBeFocusedAsync();

        await token.FillAsync("not it");
        await signIn.ClickAsync();
        await Expect(window.Page.GetByText("This token is not valid here.")).ToBeVisibleAsync();
        await token.FillAsync(browser.Server.Token);
        await token.PressAsync("Enter");

        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Code execution");
        await Expect(window.Page).ToHaveURLAsync(new Uri(browser.Server.Url, "/debug/code-execution").ToString());
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

        await Expect(window.Page.GetByLabel("Token", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(window.Page.GetByText("Recent runs")).ToBeHiddenAsync();
        await window.Page.ReloadAsync();
        await Expect(window.Page.GetByLabel("Token", new() { Exact = true })).ToBeVisibleAsync();
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
        await dialog.GetByLabel("Token", new() { Exact = true }).FillAsync(browser.Server.Token);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();

        await window.RunAsync("exit 0");
        await Expect(window.Output("stdout")).ToHaveTextAsync("still here\n");
    }
}
