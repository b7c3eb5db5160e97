using Microsoft.Playwright;
using Warren.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Warren.Page.Tests;

public sealed class AppearanceTests(BrowserFixture browser)
{
    private static readonly string Screenshots = Path.Combine(Repository.Root, "artifacts", "screenshots");

    [Fact]
    public async Task Colours_follow_the_system_until_they_are_chosen_and_then_stay()
    {
        await using var window = await browser.OpenAloneAsync("/debug", scheme: ColorScheme.Dark);
        var page = window.Page.Locator("html");
        var colours = window.Page.GetByRole(AriaRole.Button, new() { Name = "Colours" });
        await Expect(page).ToHaveAttributeAsync("data-mantine-color-scheme", "dark");

        await colours.ClickAsync();
        await Expect(page).ToHaveAttributeAsync("data-mantine-color-scheme", "light");
        await window.Page.ReloadAsync();
        await Expect(page).ToHaveAttributeAsync("data-mantine-color-scheme", "light");
        await colours.ClickAsync();
        await Expect(page).ToHaveAttributeAsync("data-mantine-color-scheme", "dark");
    }

    [Fact]
    public async Task Nothing_is_wider_than_its_window()
    {
        await using var signIn = await browser.OpenSignedOutAsync("/debug", width: 400);
        await Expect(signIn.Page.GetByLabel("Password", new() { Exact = true }).And(signIn.Page.Locator("input"))).ToBeVisibleAsync();
        await Expect(signIn.Page.GetByText("Continue with Example SSO")).ToBeVisibleAsync();
        await ShowAsync(signIn, "sign-in");
        await signIn.Page.GetByLabel("Name").FillAsync("nobody");
        await signIn.Page.GetByLabel("Password", new() { Exact = true }).And(signIn.Page.Locator("input")).FillAsync("wrong password");
        await signIn.Page.Keyboard.PressAsync("Enter");
        await Expect(signIn.Page.GetByText("do not belong together")).ToBeVisibleAsync();
        await ShowAsync(signIn, "sign-in-wrong");
        await Expect(await signIn.ChooseTokenAsync()).ToBeVisibleAsync();
        await ShowAsync(signIn, "sign-in-token");
        await signIn.Page.GotoAsync("/auth/oidc/start?return=elsewhere");
        await Expect(signIn.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Not signed in");
        await ShowAsync(signIn, "sign-in-refused");
        await signIn.Page.GotoAsync($"/auth/oidc/start?port=4711&challenge={new string('A', 43)}&state={new string('s', 43)}");
        await Expect(signIn.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Sign in the command line?");
        await ShowAsync(signIn, "sign-in-terminal");

        await using var window = await browser.OpenAsync("/debug/code-execution", width: 400);
        await Expect(window.Editor).ToBeVisibleAsync();
        await ShowAsync(window, "tool");
        await window.WriteAsync("bash", """
            printf '\033[1;32mok\033[0m \033[2m%s\033[0m\n' "a line that is as long as lines of logs are, with times, levels and a name or two in it"
            printf '\033[33mwarning\033[0m %0.sword ' $(seq 40); echo
            echo "$(head -c 300 /dev/zero | tr '\0' x)"
            echo "no such thing" >&2
            mkdir -p results/deep; date > "results/deep/a file with a rather long name of its own.txt"; printf 'a,b\n1,2\n' > table.csv; : > empty.log
            exit 3
            """);
        await window.RunAsync("exit 3");
        await ShowAsync(window, "run-output");
        await window.ShowArtifactsAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "View table.csv" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "Content of table.csv" })).ToContainTextAsync("1,2");
        await ShowAsync(window, "run-artifacts");
        await window.Page.GetByRole(AriaRole.Tab, new() { Name = "Request & response" }).ClickAsync();
        await ShowAsync(window, "run-raw");
        await window.Form.GetByText("Limits and placement").ClickAsync();
        await window.Form.GetByRole(AriaRole.Button, new() { Name = "Write one" }).ClickAsync();
        await window.Form.GetByLabel("Time-out").FillAsync("0");
        await window.Form.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(window.Form.GetByLabel("Time-out")).ToHaveAttributeAsync("aria-invalid", "true");
        await ShowAsync(window, "form-errors");

        await window.Page.GetByLabel("Earlier runs").GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(window.Output("stderr")).ToContainTextAsync("no such thing");
        await ShowAsync(window, "run-page");
        await window.Page.GotoAsync("/debug");
        await Expect(window.Page.Locator("[data-run]").First).ToBeVisibleAsync();
        await ShowAsync(window, "tools");
        await window.Page.GotoAsync("/debug/nothing");
        await Expect(window.Page.GetByText("There is no tool")).ToBeVisibleAsync();
        await ShowAsync(window, "not-found");
    }

    // The widest first: what is done next is done in a narrow window.
    private static async Task ShowAsync(Window window, string name)
    {
        foreach (var (width, scheme) in new[] { (1440, ColorScheme.Light), (768, ColorScheme.Dark), (400, ColorScheme.Light) })
        {
            await window.Page.SetViewportSizeAsync(width, 900);
            await window.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            Assert.False(await window.ScrollsSidewaysAsync(), $"{name} is wider than {width}");
            await window.Page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"{name}-{width}-{scheme.ToString().ToLowerInvariant()}.png"), FullPage = true });
        }
    }
}
