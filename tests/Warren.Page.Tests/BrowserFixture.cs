using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Warren.Page.Tests.BrowserFixture))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Warren.Page.Tests;

/// <summary>One server and one browser for all tests; each test has windows of its own.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    // Nothing is fetched from elsewhere, and the browser runs as root where the tests do.
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _session;

    public Installation Server { get; private set; } = null!;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string? Chromium { get; } =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Chromium is null, "needs a browser (apt-get install chromium)");
        Server = await Installation.StartAsync(hasPage: true, Token);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Flags });
    }

    /// <summary>A window of somebody who is signed in.</summary>
    public async Task<Window> OpenAsync(string path, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        _session ??= await SignInAsync();
        return await OpenAsync(path, new() { StorageState = _session, ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme });
    }

    /// <summary>A window of nobody.</summary>
    public Task<Window> OpenSignedOutAsync(string path, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light) =>
        OpenAsync(path, new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme });

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (Server is not null)
            await Server.DisposeAsync();
    }

    private async Task<Window> OpenAsync(string path, BrowserNewContextOptions options)
    {
        options.BaseURL = Server.Url.ToString();
        options.ReducedMotion = ReducedMotion.Reduce;
        options.Permissions = ["clipboard-read", "clipboard-write"];
        var context = await _browser!.NewContextAsync(options);
        context.SetDefaultTimeout(20_000);
        var window = new Window(context, await context.NewPageAsync(), Server.Url);
        await window.Page.GotoAsync(path);
        return window;
    }

    private async Task<string> SignInAsync()
    {
        await using var context = await _browser!.NewContextAsync(new() { BaseURL = Server.Url.ToString() });
        var answer = await context.APIRequest.PostAsync("/api/v0/auth/login", new() { DataObject = new { token = Server.Token } });
        Assert.True(answer.Ok, await answer.TextAsync());
        return await context.StorageStateAsync();
    }
}
