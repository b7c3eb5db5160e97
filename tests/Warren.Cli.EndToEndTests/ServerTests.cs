using System.Diagnostics;
using System.Text.Json;
using Warren.Api;

namespace Warren.Cli.EndToEndTests;

public sealed class ServerTests(Cli cli) : IClassFixture<Cli>
{
    [Fact]
    public async Task Up_status_and_stop_agree()
    {
        Assert.Equal(0, (await cli.RunAsync("up")).ExitCode);
        Assert.Contains("running at http://127.0.0.1:", (await cli.RunAsync("status")).Stdout, StringComparison.Ordinal);
        var status = JsonSerializer.Deserialize((await cli.RunAsync("status", "-o", "json")).Stdout, WarrenJson.Wire.ServerStatus)!;
        Assert.True(status.Running);
        Assert.StartsWith("http://127.0.0.1:", status.Url, StringComparison.Ordinal);
        Assert.Equal(0, (await cli.RunAsync("stop")).ExitCode);
        Assert.Equal(3, (await cli.RunAsync("status")).ExitCode);
    }

    [Fact]
    public async Task Only_its_owner_can_read_the_token()
    {
        await cli.RunAsync("up");

        var token = await cli.RunAsync("auth", "token");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(cli.State, "token")));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(cli.State, "token"), Cli.Token), token.Stdout);
    }

    [Fact]
    public async Task Servers_that_start_at_once_on_one_state_folder_become_one()
    {
        await cli.RunAsync("stop");

        var starts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => cli.RunAsync("up")));

        Assert.All(starts, start => Assert.Equal((0, starts[0].Stdout), (start.ExitCode, start.Stdout)));
        Assert.Equal(0, (await cli.RunAsync("status")).ExitCode);
    }

    [Fact]
    public async Task A_sandbox_and_what_runs_in_it_outlive_a_killed_server()
    {
        await cli.RunAsync("sandbox", "create", "--name", "survivor");
        await cli.RunAsync("sandbox", "exec", "survivor", "-c", "sleep 3600 >/dev/null 2>&1 & echo $! > /workspace/pid");
        using (var server = Process.GetProcessById(cli.ServerProcess))
        {
            server.Kill();
            await server.WaitForExitAsync(Cli.Token);
        }

        var after = await cli.RunAsync("sandbox", "exec", "survivor", "-c", "cat /workspace/pid");

        Assert.Equal(0, after.ExitCode);
        Assert.True(int.Parse(after.Stdout, System.Globalization.CultureInfo.InvariantCulture) > 1);
        await cli.RunAsync("sandbox", "delete", "survivor");
    }

    [Fact]
    public async Task A_hundred_sandboxes_can_be_made_at_once()
    {
        await cli.RunAsync("up");
        var made = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => cli.RunAsync("sandbox", "create", "--memory", "64m")));

        Assert.All(made, create => Assert.True(create.ExitCode == 0, create.Stderr));
        Assert.Equal(100, made.Select(create => create.Stdout).Distinct().Count());
        using var list = JsonDocument.Parse((await cli.RunAsync("sandbox", "list", "-o", "json")).Stdout);
        Assert.Equal(100, list.RootElement.GetProperty("items").EnumerateArray().Count(box => box.GetProperty("state").GetString() == "running"));
        await cli.RunAsync(["sandbox", "delete", .. made.Select(create => create.Stdout.Trim())]);
    }

    [Fact]
    public async Task The_host_check_works_without_a_server()
    {
        await cli.RunAsync("stop");

        var doctor = await cli.RunAsync("doctor");

        Assert.Contains("runtime runc", doctor.Stdout, StringComparison.Ordinal);
        Assert.Equal(3, (await cli.RunAsync("status")).ExitCode);
    }
}
