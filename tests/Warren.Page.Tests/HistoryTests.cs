using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Warren.Page.Tests;

public sealed class HistoryTests(BrowserFixture browser)
{
    [Fact]
    public async Task An_earlier_run_can_be_opened_run_again_edited_and_deleted()
    {
        await using var window = await browser.OpenAsync("/debug/code-execution");
        await window.Session.FillAsync("history");
        await window.WriteAsync("python", "print('once'); open('kept.txt', 'w').write('kept')");
        await window.RunAsync("exit 0");

        await window.Page.GotoAsync("/debug");
        await window.Page.GetByRole(AriaRole.Textbox, new() { Name = "Session" }).FillAsync("history");
        var rows = window.Page.GetByRole(AriaRole.Region, new() { Name = "Recent runs" }).Locator("[data-run]");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First).ToContainTextAsync("exit 0");
        await rows.First.GetByRole(AriaRole.Link).ClickAsync();

        await Expect(window.Output("stdout")).ToHaveTextAsync("once\n");
        await Expect(window.Output("stderr")).ToHaveTextAsync("no content");
        await window.ShowArtifactsAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "View kept.txt" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "Content of kept.txt" })).ToHaveTextAsync("kept");
        var address = window.Page.Url;

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Run again" }).ClickAsync();
        await Expect(window.Status).ToHaveTextAsync("exit 0");
        await Expect(window.Output("stdout")).ToHaveTextAsync("once\n");
        await Expect(window.Session).ToHaveValueAsync("history");

        await window.Page.GotoAsync(address);
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await Expect(window.Editor).ToContainTextAsync("print('once')");
        await window.Editor.FillAsync("print('twice')");
        await window.RunAsync("exit 0");
        await Expect(window.Output("stdout")).ToHaveTextAsync("twice\n");

        await window.Page.GotoAsync(address);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Delete it?" }).ClickAsync();
        await Expect(window.Page).ToHaveURLAsync(new Uri(browser.Server.Url, "/debug/code-execution").ToString());
        await window.Page.GotoAsync(address);
        await Expect(window.Page.GetByText("There is no such run")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_session_is_deleted_as_a_whole()
    {
        await using var window = await browser.OpenAsync("/debug/shell");
        await window.Session.FillAsync("thrown away");
        await window.Editor.FillAsync("echo 1");
        await window.RunAsync("exit 0");
        await window.Run.GetByRole(AriaRole.Button, new() { Name = "Run again" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "Earlier runs" }).Locator("[data-run]").Filter(new() { HasText = "thrown away" })).ToHaveCountAsync(2);

        await window.Page.GotoAsync("/debug");
        await window.Page.GetByRole(AriaRole.Textbox, new() { Name = "Session" }).FillAsync("thrown away");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Delete this session" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Delete all of it?" }).ClickAsync();

        await Expect(window.Page.GetByText("2 runs deleted")).ToBeVisibleAsync();
        await Expect(window.Page.GetByText("No run is like that.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_run_goes_on_while_one_looks_at_other_pages()
    {
        await using var window = await browser.OpenAsync("/debug/shell");
        await window.Editor.FillAsync("echo begun; sleep 3600");
        await window.Form.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(window.Output("stdout")).ToHaveTextAsync("begun\n");

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Tools" }).First.ClickAsync();
        var row = window.Page.Locator("[data-run]").Filter(new() { HasText = "running" });
        await row.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(window.Output("stdout")).ToHaveTextAsync("begun\n");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Expect(window.Page.Locator("[data-status]")).ToHaveTextAsync("cancelled");
    }
}
