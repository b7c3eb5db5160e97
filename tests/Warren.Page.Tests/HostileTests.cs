using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Warren.Page.Tests;

/// <summary>What programs write, and how they call their files, is text to the page and nothing else.</summary>
public sealed class HostileTests(BrowserFixture browser)
{
    private const string Attack = "<img src=x onerror=window.struck=1>";

    [Fact]
    public async Task Output_names_and_files_of_a_sandbox_run_nothing_in_the_page()
    {
        await using var window = await browser.OpenAsync("/debug/code-execution");
        await window.Session.FillAsync(Attack.Replace("/", "", StringComparison.Ordinal));
        await window.Form.GetByLabel("File name").FillAsync("\"><svg onload=window.struck=1>.py");
        await window.WriteAsync("python", $$"""
            import pathlib
            attack = '{{Attack}}<script>window.struck=1</script>'
            print(attack)
            print('\x1b]8;;javascript:window.struck=1\x1b\\click\x1b]8;;\x1b\\')
            print(attack, end='', file=__import__('sys').stderr)
            pathlib.Path('{{Attack}}.txt').write_text(attack)
            pathlib.Path('javascript:window.struck=1').write_text('x')
            pathlib.Path('page.html').write_text('<!doctype html><script>window.struck=1;top.struck=1</script>')
            pathlib.Path('image.svg').write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="top.struck=1"><script>top.struck=1</script></svg>')
            pathlib.Path('photo\u202egpj.exe').write_text('x')
            """);

        await window.RunAsync("exit 0");
        await Expect(window.Output("stdout")).ToHaveTextAsync($"{Attack}<script>window.struck=1</script>\nclick\n");
        await Expect(window.Output("stderr")).ToHaveTextAsync($"{Attack}<script>window.struck=1</script>");
        await Expect(window.Output("stdout").GetByRole(AriaRole.Link)).ToHaveCountAsync(0);
        await window.ShowArtifactsAsync();
        await Expect(window.Artifact($"{Attack}.txt")).ToBeVisibleAsync();
        await Expect(window.Artifact("javascript:window.struck=1")).ToBeVisibleAsync();
        await Expect(window.Artifact("photo\\u{202e}gpj.exe")).ToBeVisibleAsync();
        foreach (var name in (string[])[$"{Attack}.txt", "javascript:window.struck=1", "page.html", "image.svg"])
            await window.Page.GetByRole(AriaRole.Button, new() { Name = $"View {name}", Exact = true }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "Content of page.html" })).ToContainTextAsync("<!doctype html>");
        await Expect(window.Page.GetByRole(AriaRole.Img, new() { Name = "The file image.svg" })).ToBeVisibleAsync();
        await window.Page.GetByRole(AriaRole.Tab, new() { Name = "Request & response" }).ClickAsync();
        await window.Run.GetByRole(AriaRole.Link, new() { Name = "Open" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Run ");
        await Expect(window.Output("stdout")).ToContainTextAsync(Attack);

        Assert.False(await window.Page.EvaluateAsync<bool>("() => 'struck' in window"));
    }

    [Fact]
    public async Task A_page_that_a_sandbox_made_is_downloaded_and_never_opened()
    {
        await using var window = await browser.OpenAsync("/debug/code-execution");
        await window.WriteAsync("bash", "echo '<!doctype html><script>parent.struck=1;document.title=1</script>' > page.html");
        await window.RunAsync("exit 0");
        await window.ShowArtifactsAsync();

        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Page.GetByRole(AriaRole.Button, new() { Name = "Download page.html" }).ClickAsync());

        Assert.Equal("page.html", download.SuggestedFilename);
        Assert.Contains("/api/v0/artifacts/", download.Url, StringComparison.Ordinal);
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Code execution");
    }

    [Fact]
    public async Task A_server_without_the_page_answers_nothing_at_its_addresses()
    {
        await using var server = await Installation.StartAsync(hasPage: false, provider: null, BrowserFixture.Token);
        using var http = new HttpClient { BaseAddress = server.Url };

        foreach (var path in (string[])["/debug", "/debug/code-execution", "/debug/icon.svg"])
        {
            using var answer = await http.GetAsync(path, BrowserFixture.Token);
            Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        }
    }
}
