using System.Text.Json;
using Warren.Api;

namespace Warren.Cli.EndToEndTests;

public sealed class LoginTests(Cli cli) : IClassFixture<Cli>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await cli.RunAsync("up");

    [Fact]
    public async Task The_user_who_started_the_server_is_logged_in_by_its_token()
    {
        var status = await cli.RunAsync("status");

        Assert.Contains("User:    local, by the token of the state folder", status.Stdout, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(cli.State, "token"), Cli.Token), (await cli.RunAsync("auth", "token")).Stdout);
    }

    [Fact]
    public async Task A_password_logs_in_until_one_logs_out()
    {
        var password = (await File.ReadAllTextAsync(Path.Combine(cli.State, "admin-password"), Cli.Token)).Trim();

        var login = await cli.RunAsync(password + "\n", ["auth", "login", "--user", "admin"]);
        Assert.Equal((0, ""), (login.ExitCode, login.Stderr));
        Assert.EndsWith(" as admin.\n", login.Stdout, StringComparison.Ordinal);

        var caller = JsonSerializer.Deserialize((await cli.RunAsync("auth", "status", "-o", "json")).Stdout, WarrenJson.Wire.Caller)!;
        Assert.Equal(("admin", "login"), (caller.Name, caller.Credential));
        var token = (await cli.RunAsync("auth", "token")).Stdout.Trim();
        Assert.DoesNotContain(token, (await File.ReadAllTextAsync(Path.Combine(cli.State, "token"), Cli.Token)).Trim(), StringComparison.Ordinal);

        Assert.Equal(0, (await cli.RunAsync("auth", "logout")).ExitCode);
        Assert.Contains("User:    local,", (await cli.RunAsync("status")).Stdout, StringComparison.Ordinal);
        var old = await Cli.FinishAsync(cli.StartOther("/usr/bin/env", $"WARREN_API_KEY={token}", Cli.Program, "sandbox", "list"), "");
        Assert.Equal(77, old.ExitCode); // The server has ended it, too.
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_changes_nothing()
    {
        var refused = await cli.RunAsync("wrong\n", ["auth", "login", "--user", "admin"]);

        Assert.Equal((77, ""), (refused.ExitCode, refused.Stdout));
        Assert.Contains("User:    local,", (await cli.RunAsync("status")).Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_is_called_by_its_address_only_with_a_login_of_its_own()
    {
        var address = cli.FindServer().GetLeftPart(UriPartial.Authority);
        var token = (await cli.RunAsync("auth", "token")).Stdout;

        Assert.Equal(77, (await cli.RunAsync("sandbox", "list", "--server", address)).ExitCode);
        Assert.Equal(0, (await cli.RunAsync(token, ["auth", "login", "--server", address, "--key"])).ExitCode);
        Assert.Equal(0, (await cli.RunAsync("sandbox", "list", "--server", address)).ExitCode);
        Assert.Contains($"Server:  running at {address}\n", (await cli.RunAsync("status", "--server", address)).Stdout, StringComparison.Ordinal);
        Assert.Equal(64, (await cli.RunAsync("stop", "--server", address)).ExitCode);
        Assert.Equal(0, (await cli.RunAsync("auth", "logout", "--server", address)).ExitCode);
        Assert.Equal(77, (await cli.RunAsync("sandbox", "list", "--server", address)).ExitCode);
    }

    [Fact]
    public async Task Without_a_terminal_the_user_has_to_be_named()
    {
        var refused = await cli.RunAsync("ann\n", ["auth", "login"]);

        Assert.Equal(64, refused.ExitCode);
        Assert.Contains("--user", refused.Stderr, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
