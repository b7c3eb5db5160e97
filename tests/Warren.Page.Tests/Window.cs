using Microsoft.Playwright;

namespace Warren.Page.Tests;

/// <summary>
/// A page in a browser. When it is closed it fails its test if anything was asked of another host, a script
/// failed, or the content policy refused something.
/// </summary>
public sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly bool _ownsContext;
    private readonly List<string> _faults = [];

    public Window(IBrowserContext context, bool ownsContext, IPage page, Uri server, Uri provider)
    {
        (_context, _ownsContext, Page) = (context, ownsContext, page);
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is var url && url.Scheme is not ("data" or "blob") && url.Authority != server.Authority
                && !(url.Authority == provider.Authority && request.IsNavigationRequest)) // Somebody went there; no page of ours did.
                Note($"asked for {request.Url}");
        };
        page.PageError += (_, failure) => Note(failure);
        page.Dialog += (_, dialog) => Note($"opened a dialog: {dialog.Message}");
        page.Console += (_, message) =>
        {
            // Answers of 4xx that the page expects, such as to who is not signed in, are logged by the browser itself.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                Note(message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>The form of the tool.</summary>
    public ILocator Form => Page.GetByRole(AriaRole.Form);

    /// <summary>The field of the session.</summary>
    public ILocator Session => Form.GetByRole(AriaRole.Textbox, new() { Name = "Session" });

    /// <summary>What the last run shows.</summary>
    public ILocator Run => Page.GetByRole(AriaRole.Region, new() { Name = "Run", Exact = true });

    /// <summary>The word that says how the last run went.</summary>
    public ILocator Status => Run.Locator("[data-status]");

    /// <summary>Puts a program into the editor.</summary>
    public async Task WriteAsync(string language, string code)
    {
        await Form.GetByLabel("Language").SelectOptionAsync(language);
        await Editor.FillAsync(code);
    }

    /// <summary>The editor's text.</summary>
    public ILocator Editor => Form.Locator(".cm-content");

    /// <summary>Runs what the form says and waits for its end.</summary>
    public async Task RunAsync(string status)
    {
        await Form.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Assertions.Expect(Status).ToHaveTextAsync(status, new() { Timeout = 120_000 });
    }

    /// <summary>An output of the last run.</summary>
    public ILocator Output(string name) => Page.Locator($"[data-output={name}] [role=region]");

    /// <summary>A file of the run that is shown.</summary>
    public ILocator Artifact(string name) => Page.GetByRole(AriaRole.Tabpanel).GetByRole(AriaRole.Listitem).Filter(new() { Has = Page.GetByText(name, new() { Exact = true }) });

    /// <summary>Opens the files of the run that is shown.</summary>
    public Task ShowArtifactsAsync() => Page.GetByRole(AriaRole.Tab, new() { Name = "Artifacts" }).ClickAsync();

    /// <summary>Chooses to sign in with the token, and gives its field.</summary>
    public async Task<ILocator> ChooseTokenAsync()
    {
        await Page.GetByRole(AriaRole.Tab, new() { Name = "Token" }).ClickAsync();
        return Page.GetByLabel("Token", new() { Exact = true }).And(Page.Locator("input"));
    }

    /// <summary>Whether the page is wider than its window.</summary>
    public Task<bool> ScrollsSidewaysAsync() =>
        Page.EvaluateAsync<bool>("() => document.scrollingElement.scrollWidth > document.documentElement.clientWidth");

    /// <summary>Cuts the window off from the server, or not.</summary>
    public Task SetOfflineAsync(bool isOffline) => _context.SetOfflineAsync(isOffline);

    /// <summary>Takes the session from it, as its end does.</summary>
    public Task ForgetSessionAsync() => _context.ClearCookiesAsync();

    public async ValueTask DisposeAsync()
    {
        await Page.CloseAsync();
        if (_ownsContext)
            await _context.DisposeAsync();
        lock (_faults)
            Assert.Empty(_faults);
    }

    private void Note(string fault)
    {
        lock (_faults)
            _faults.Add(fault);
    }
}
