using Warren.Access.Oidc;
using Warren.Server.Hosting;
using Warren.TestKit.Identity;

namespace Warren.Server.FunctionalTests;

/// <summary>The server with an identity provider of its own.</summary>
public class OidcServer : ServerFixture
{
    public IdentityProvider Provider { get; private set; } = null!;

    /// <summary>A browser that nobody has signed in with.</summary>
    public OidcBrowser Browser() => new(Anonymous.BaseAddress!);

    /// <summary>Signs somebody in with a browser of theirs.</summary>
    public async Task<OidcBrowser> SignInAsync(string? subject = null)
    {
        Provider.Subject = subject ?? Provider.Subject;
        var browser = Browser();
        using var answer = await browser.SignInAsync();
        Assert.True(answer.Headers.Location is not null, await answer.Content.ReadAsStringAsync(Token));
        return browser;
    }

    /// <summary>The name of one of the provider's subjects.</summary>
    public string NameOf(string subject) => $"{subject}@http:~~{new Uri(Provider.Issuer).Authority}";

    /// <summary>Has the provider tell the truth, and the server forget what it heard of it, and who failed to sign in.</summary>
    public void Restore()
    {
        Clock.Advance(OidcMetadata.Fresh * 2);
        Provider.Restore();
        Provider.RedirectUri = $"http://127.0.0.1:{Port}/auth/oidc/callback";
    }

    protected override ServerOptions Configure(ServerOptions options)
    {
        Provider = IdentityProvider.StartAsync(Clock, Token).GetAwaiter().GetResult();
        return options with { Oidc = new(Provider.Issuer, IdentityProvider.ClientId) { ClientSecret = IdentityProvider.ClientSecret, Name = "Example SSO" } };
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
