using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Warren.Page.Tests;

public sealed class KeyboardTests(BrowserFixture browser)
{
    [Fact]
    public async Task Everything_is_done_without_a_mouse()
    {
        await using var window = await browser.OpenAsync("/debug");
        var keys = window.Page.Keyboard;
        var tool = window.Page.GetByRole(AriaRole.Link).Filter(new() { HasText = "code_execution" });
        await Expect(tool).ToBeVisibleAsync();

        await keys.PressAsync("Tab");
        await Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" })).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Expect(window.Page.GetByRole(AriaRole.Main)).ToBeFocusedAsync();
        await keys.PressAsync("Tab");
        await Expect(tool).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();

        await TabToAsync(window, window.Form.GetByLabel("Language"));
        await keys.PressAsync("p");
        await Expect(window.Form.GetByLabel("Language")).ToHaveValueAsync("python");
        await TabToAsync(window, window.Editor);
        await keys.PressAsync("Control+a");
        await keys.TypeAsync("print('by hand')");
        await keys.PressAsync("Control+Enter");
        await Expect(window.Status).ToHaveTextAsync("exit 0");
        await Expect(window.Output("stdout")).ToHaveTextAsync("by hand\n");
        // What a program indents with must not be what keeps one in the editor.
        await keys.PressAsync("Escape");
        await keys.PressAsync("Tab");
        await Expect(window.Editor).Not.ToBeFocusedAsync();
        await TabToAsync(window, window.Page.GetByRole(AriaRole.Tab, new() { Name = "Output" }));
        await keys.PressAsync("ArrowRight");
        await Expect(window.Page.GetByRole(AriaRole.Tab, new() { Name = "Artifacts" })).ToHaveAttributeAsync("aria-selected", "true");
    }

    [Fact]
    public async Task Controls_have_names_and_fields_have_labels()
    {
        await using var window = await browser.OpenAsync("/debug/code-execution");
        await window.WriteAsync("bash", "echo x > made.txt");
        await window.RunAsync("exit 0");
        await window.ShowArtifactsAsync();
        await window.Form.GetByText("Limits and placement").ClickAsync();

        var nameless = await window.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('button, a, input:not([type=file]), select, textarea, [contenteditable=true], [role=tab]')]
                .filter((control) => control.checkVisibility())
                .filter((control) => !(control.getAttribute('aria-label') || control.getAttribute('aria-labelledby') || control.textContent.trim() || control.labels?.length))
                .map((control) => control.outerHTML.slice(0, 200))
            """);

        Assert.Empty(nameless);
    }

    private static async Task TabToAsync(Window window, ILocator target)
    {
        const int most = 40;
        await Expect(target).ToBeVisibleAsync();
        for (var tabs = 0; tabs < most && !await target.EvaluateAsync<bool>("element => element === document.activeElement"); tabs++)
            await window.Page.Keyboard.PressAsync("Tab");
        await Expect(target).ToBeFocusedAsync();
    }
}
