using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Warren.Api;
using Warren.TestKit.Identity;

namespace Warren.Cli.EndToEndTests;

public sealed partial class OidcLoginTests(Cli cli) : IClassFixture<Cli>
{
    [Fact]
    public async Task A_browser_logs_the_command_line_in_through_the_identity_provider()
    {
        await using var provider = await IdentityProvider.StartAsync(TimeProvider.System, Cli.Token);
        await File.WriteAllTextAsync(
            Path.Combine(cli.State, "config.json"),
            JsonSerializer.Serialize(new { oidcIssuer = provider.Issuer, oidcClientId = IdentityProvider.ClientId, oidcClientSecret = IdentityProvider.ClientSecret, oidcName = "Example SSO" }),
            Cli.Token);
        Assert.Equal(0, (await cli.RunAsync("up")).ExitCode);
        var name = $"248289761001@http:~~{new Uri(provider.Issuer).Authority}";

        using var login = cli.Start("auth", "login", "--oidc");
        var line = (await login.StandardOutput.ReadLineAsync(Cli.Token))!;
        Assert.StartsWith("Sign in with Example SSO at http://127.0.0.1:", line, StringComparison.Ordinal);
        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new() });
        var page = await browser.GetStringAsync(line[line.IndexOf("http", StringComparison.Ordinal)..], Cli.Token);
        Assert.Contains("Sign in the command line?", page, StringComparison.Ordinal);
        Assert.False(login.HasExited);
        var done = await browser.GetStringAsync(WebUtility.HtmlDecode(Act().Match(page).Groups[1].Value), Cli.Token);
        Assert.Contains("You can close this window", done, StringComparison.Ordinal);

        var rest = await login.StandardOutput.ReadToEndAsync(Cli.Token);
        await login.WaitForExitAsync(Cli.Token);
        Assert.Equal((0, ""), (login.ExitCode, await login.StandardError.ReadToEndAsync(Cli.Token)));
        Assert.EndsWith($" as {name}.\n", rest, StringComparison.Ordinal);
        var caller = JsonSerializer.Deserialize((await cli.RunAsync("auth", "status", "-o", "json")).Stdout, WarrenJson.Wire.Caller)!;
        Assert.Equal((name, "login", 0), (caller.Name, caller.Credential, caller.Roles.Count));
        Assert.Equal(77, (await cli.RunAsync("sandbox", "list")).ExitCode);

        Assert.Equal(0, (await cli.RunAsync("auth", "logout")).ExitCode);
        Assert.Contains(name, (await cli.RunAsync("subject", "list")).Stdout, StringComparison.Ordinal);
        Assert.Equal(0, (await cli.RunAsync("subject", "update", name, "--disable")).ExitCode);
        Assert.Contains("disabled", (await cli.RunAsync("subject", "get", name)).Stdout, StringComparison.Ordinal);
    }

    [GeneratedRegex("<a class=\"act\" href=\"([^\"]+)\"")]
    private static partial Regex Act();
}
