using Microsoft.Playwright;
using Warren.TestKit.Identity;

[assembly: AssemblyFixture(typeof(Warren.Page.Tests.BrowserFixture))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Warren.Page.Tests;

/// <summary>One server and one browser for all tests; each test has pages of its own.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    // Nothing is fetched from elsewhere, and the browser runs as root where the tests do.
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private IBrowserContext? _signedIn;

    public Installation Server { get; private set; } = null!;

    /// <summary>The identity provider that one can sign in through.</summary>
    public IdentityProvider Provider { get; private set; } = null!;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string? Chromium { get; } =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Chromium is null, "needs a browser (apt-get install chromium)");
        Provider = await IdentityProvider.StartAsync(TimeProvider.System, Token);
        Server = await Installation.StartAsync(hasPage: true, Provider, Token);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Flags });
    }

    /// <summary>A page of somebody who is signed in, beside those of other tests: what one has loaded, the next need not compile.</summary>
    public async Task<Window> OpenAsync(string path, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light) =>
        await OpenAsync(_signedIn ??= await SignInAsync(), ownsContext: false, path, width, height, scheme);

    /// <summary>The same for a test that changes what the browser keeps, or cuts it off.</summary>
    public async Task<Window> OpenAloneAsync(string path, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light) =>
        await OpenAsync(await SignInAsync(), ownsContext: true, path, width, height, scheme);

    /// <summary>A page of nobody.</summary>
    public async Task<Window> OpenSignedOutAsync(string path, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light) =>
        await OpenAsync(await NewContextAsync(), ownsContext: true, path, width, height, scheme);

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (Server is not null)
            await Server.DisposeAsync();
        if (Provider is not null)
            await Provider.DisposeAsync();
    }

    private async Task<Window> OpenAsync(IBrowserContext context, bool ownsContext, string path, int width, int height, ColorScheme scheme)
    {
        var window = new Window(context, ownsContext, await context.NewPageAsync(), Server.Url, new Uri(Provider.Issuer));
        await window.Page.SetViewportSizeAsync(width, height);
        await window.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await window.Page.GotoAsync(path);
        return window;
    }

    private async Task<IBrowserContext> NewContextAsync()
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = Server.Url.ToString(),
            ReducedMotion = ReducedMotion.Reduce,
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        context.SetDefaultTimeout(20_000);
        return context;
    }

    private async Task<IBrowserContext> SignInAsync()
    {
        var context = await NewContextAsync();
        var answer = await context.APIRequest.PostAsync("/api/v0/auth/login", new() { DataObject = new { token = Server.Token } });
        Assert.True(answer.Ok, await answer.TextAsync());
        return context;
    }
}
