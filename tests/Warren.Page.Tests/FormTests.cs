using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Warren.Page.Tests;

public sealed class FormTests(BrowserFixture browser)
{
    [Fact]
    public async Task Every_tool_is_on_the_first_page_and_every_page_leads_back_to_it()
    {
        await using var window = await browser.OpenAsync("/debug");
        var tools = window.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.List).First;
        await Expect(tools.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "code_execution" })).ToBeVisibleAsync();
        await Expect(tools.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "shell" })).ToBeVisibleAsync();

        await tools.GetByRole(AriaRole.Link).Filter(new() { HasText = "document_converter" }).ClickAsync();

        await Expect(window.Page).ToHaveURLAsync(new Uri(browser.Server.Url, "/debug/document-converter").ToString());
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
        await Expect(window.Form.GetByLabel("File content")).ToBeVisibleAsync();
        await window.Page.GetByLabel("Breadcrumb").GetByRole(AriaRole.Link, new() { Name = "Tools" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Tools");
    }

    [Theory]
    [InlineData("/debug/code-execution")]
    [InlineData("/debug/code_execution")]
    public async Task A_tool_has_its_page_under_both_spellings(string path)
    {
        await using var window = await browser.OpenAsync(path);

        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Code execution");
    }

    [Theory]
    [InlineData("/debug/no-such-tool", "There is no tool \"no-such-tool\"")]
    [InlineData("/debug/code-execution/runs/nothing", "There is no such run")]
    [InlineData("/debug/a/b/c/d", "There is no such page")]
    public async Task What_is_not_there_is_said_to_be_missing(string path, string text)
    {
        await using var window = await browser.OpenAsync(path);

        await Expect(window.Page.GetByText(text)).ToBeVisibleAsync();
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "All tools" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Tools");
    }

    [Fact]
    public async Task What_is_wrong_is_said_beside_its_field_before_anything_is_sent()
    {
        await using var window = await browser.OpenAsync("/debug/code-execution");
        await window.Session.FillAsync("");
        await window.Form.GetByLabel("Time-out").FillAsync("901");
        await window.Form.GetByLabel("File name").FillAsync("../script");
        await window.Editor.FillAsync("");

        await window.Form.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

        await Expect(window.Session).ToHaveAccessibleDescriptionAsync(new Regex("^This must not be empty\\."));
        await Expect(window.Session).ToBeFocusedAsync();
        await Expect(window.Form.GetByLabel("Time-out")).ToHaveAccessibleDescriptionAsync(new Regex("^This has to be a number from 1 to 900\\."));
        await Expect(window.Form.GetByLabel("File name")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(window.Editor).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(window.Status).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_only_the_server_finds_is_said_beside_its_field_too()
    {
        await using var window = await browser.OpenAsync("/debug/code-execution");
        await window.WriteAsync("bash", "true");
        // 200 characters, but 600 bytes.
        await window.Form.GetByLabel("File name").FillAsync(new string('最', 200));

        await window.Form.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

        await Expect(window.Form.GetByLabel("File name")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(window.Form.GetByText("255 bytes")).ToBeVisibleAsync();
        await window.Form.GetByLabel("File name").FillAsync("fine.sh");
        await window.RunAsync("exit 0");
    }

    [Fact]
    public async Task Limits_are_kept_out_of_sight_and_reach_the_program()
    {
        await using var window = await browser.OpenAsync("/debug/code-execution");
        await window.WriteAsync("bash", "ulimit -a >/dev/null; cat /proc/self/cgroup >/dev/null; echo ok");
        await Expect(window.Form.GetByLabel("Memory")).ToBeHiddenAsync();
        await window.Form.GetByText("Limits and placement").ClickAsync();
        await window.Form.GetByLabel("Memory").FillAsync("lots");
        await window.Form.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(window.Form.GetByLabel("Memory")).ToHaveAccessibleDescriptionAsync(new Regex("^Give a size, such as 512 MiB or 1g\\."));

        await window.Form.GetByLabel("Memory").FillAsync("64m");
        await window.Form.GetByLabel("Placement").SelectOptionAsync("sandbox");
        await window.RunAsync("exit 0");

        await window.Page.GetByRole(AriaRole.Tab, new() { Name = "Request & response" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "Request, raw" })).ToContainTextAsync("\"memory\": 67108864");
    }

    [Fact]
    public async Task An_untouched_example_follows_the_language_and_a_program_of_ones_own_stays()
    {
        await using var window = await browser.OpenAsync("/debug/code-execution");
        await window.Form.GetByLabel("Language").SelectOptionAsync("python");
        await Expect(window.Editor).ToContainTextAsync("import platform");
        await window.Editor.FillAsync("print('mine')");

        await window.Form.GetByLabel("Language").SelectOptionAsync("node");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Tools" }).First.ClickAsync();
        await window.Page.GoBackAsync();

        await Expect(window.Editor).ToHaveTextAsync("print('mine')");
        await Expect(window.Form.GetByLabel("Language")).ToHaveValueAsync("node");
    }

    [Fact]
    public async Task A_server_that_is_away_is_said_to_be_and_can_be_tried_again()
    {
        await using var window = await browser.OpenAloneAsync("/debug/shell");
        await window.Editor.FillAsync("echo back");
        await window.SetOfflineAsync(true);

        await window.Form.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        var alert = window.Run.GetByRole(AriaRole.Alert);
        await Expect(alert).ToContainTextAsync("Warren does not answer");
        await window.SetOfflineAsync(false);
        await alert.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Expect(window.Status).ToHaveTextAsync("exit 0");
        await Expect(window.Output("stdout")).ToHaveTextAsync("back\n");
    }
}
