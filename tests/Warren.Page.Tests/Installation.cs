using System.Diagnostics;
using System.Text.Json;
using Warren.TestKit;
using Warren.TestKit.Identity;

namespace Warren.Page.Tests;

/// <summary>The published server on a state folder of its own, with the built page and runc behind it.</summary>
public sealed class Installation : IAsyncDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("warren-page-");
    private readonly bool _hasPage;
    private readonly IdentityProvider? _provider;

    private Installation(bool hasPage, IdentityProvider? provider) => (_hasPage, _provider) = (hasPage, provider);

    /// <summary>The password of its account admin.</summary>
    public const string AdminPassword = "correct horse battery";

    /// <summary>Its address.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Its token.</summary>
    public string Token { get; private set; } = "";

    private static string Program => Path.Combine(Repository.Root, "artifacts/app/current/cli/warren");

    /// <summary>Starts one; skips the test where it cannot run here.</summary>
    /// <param name="hasPage">Whether the debug page is enabled.</param>
    /// <param name="provider">The identity provider that it has; null for none.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<Installation> StartAsync(bool hasPage, IdentityProvider? provider, CancellationToken cancellationToken)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to run sandboxes with runc");
        Assert.SkipUnless(File.Exists(Program), "needs the published command line (./warren version builds it)");
        Assert.SkipUnless(File.Exists(Path.Combine(Repository.Root, "artifacts/web/index.html")), "needs the built page (eng/build-page)");
        Assert.SkipUnless(File.Exists("/usr/sbin/runc") || File.Exists("/usr/bin/runc"), "needs runc");
        await WorkerImage.PrepareAsync(cancellationToken);
        var installation = new Installation(hasPage, provider);
        Directory.CreateSymbolicLink(Path.Combine(installation._state.FullName, "images"), WorkerImage.Folder);
        await installation.RunAsync(cancellationToken, "up");
        using var status = JsonDocument.Parse(await installation.RunAsync(cancellationToken, "status", "-o", "json"));
        installation.Url = new(status.RootElement.GetProperty("url").GetString()!);
        installation.Token = (await installation.RunAsync(cancellationToken, "auth", "token")).Trim();
        return installation;
    }

    /// <summary>What a command prints that has to succeed.</summary>
    public async Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["WARREN_STATE_DIR"] = _state.FullName;
        start.Environment["WARREN_PORT"] = "0";
        start.Environment["WARREN_ADMIN_PASSWORD"] = AdminPassword;
        if (_provider is not null)
        {
            start.Environment["WARREN_OIDC_ISSUER"] = _provider.Issuer;
            start.Environment["WARREN_OIDC_CLIENT_ID"] = IdentityProvider.ClientId;
            start.Environment["WARREN_OIDC_CLIENT_SECRET"] = IdentityProvider.ClientSecret;
            start.Environment["WARREN_OIDC_NAME"] = "Example SSO";
        }
        start.Environment["WARREN_DEBUG_UI"] = _hasPage ? "true" : "false";
        start.Environment.Remove("DISPLAY"); // `warren open` opens no browser of whoever runs the tests.
        start.Environment.Remove("WAYLAND_DISPLAY");
        using var process = Process.Start(start)!;
        var (stdout, stderr) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, $"warren {string.Join(' ', arguments)}: {await stderr}");
        return await stdout;
    }

    public async ValueTask DisposeAsync()
    {
        var installation = Path.Combine(_state.FullName, "installation");
        if (File.Exists(installation))
        {
            using var list = JsonDocument.Parse(await RunAsync(CancellationToken.None, "sandbox", "list", "-o", "json"));
            foreach (var sandbox in list.RootElement.GetProperty("items").EnumerateArray())
                await RunAsync(CancellationToken.None, "sandbox", "delete", sandbox.GetProperty("id").GetString()!);
            await RunAsync(CancellationToken.None, "stop");
            HostTraces.Forget((await File.ReadAllTextAsync(installation)).Trim());
        }
        _state.Delete(recursive: true);
    }
}
