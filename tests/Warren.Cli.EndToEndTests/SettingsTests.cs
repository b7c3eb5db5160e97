using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Warren.Api;
using Warren.Api.Settings;

namespace Warren.Cli.EndToEndTests;

public sealed class SettingsTests(Cli cli) : IClassFixture<Cli>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warren-e2e-folder-");

    [Fact]
    public async Task What_is_in_force_is_shown_with_where_it_comes_from()
    {
        Write(".env", "WARREN_LOG_LEVEL=debug\nWARREN_PORT=1\nDATABASE_URL='postgresql://ann:hunter2@db/warren'\n");
        await File.WriteAllTextAsync(Path.Combine(cli.State, "config.json"), """{ "maxIdle": 2, "logLevel": "error" }""", Cli.Token);

        var shown = await RunAsync(["RAWORC_HOST=127.0.0.1"], "config", "show", "-o", "json", "--cpu-limit", "2");
        File.Delete(Path.Combine(cli.State, "config.json"));

        Assert.Equal((0, ""), (shown.ExitCode, shown.Stderr));
        Assert.DoesNotContain("hunter2", shown.Stdout, StringComparison.Ordinal);
        var settings = JsonSerializer.Deserialize(shown.Stdout, WarrenJson.Wire.PageSettingInfo)!.Items.ToDictionary(setting => setting.Name);
        Assert.Equal(SettingCatalog.All.Select(setting => setting.Name), settings.Keys);
        Assert.Equal(("2", "flag", "--cpu-limit"), Of(settings["cpu-limit"]));
        Assert.Equal(("127.0.0.1", "environment", "RAWORC_HOST"), Of(settings["host"]));
        Assert.Equal(("0", "environment", "WARREN_PORT"), Of(settings["port"]));
        Assert.Equal(("debug", ".env", "WARREN_LOG_LEVEL"), Of(settings["log-level"]));
        Assert.Equal(("postgresql://ann:***@db/warren", ".env", "DATABASE_URL"), Of(settings["database-url"]));
        Assert.Equal(("2", "config file", "maxIdle"), Of(settings["max-idle"]));
        Assert.Equal(("512m", "default", null), Of(settings["memory-limit"]));
    }

    [Fact]
    public async Task The_server_uses_what_the_env_file_says()
    {
        await cli.RunAsync("stop");
        Write(".env", "WARREN_DEBUG_UI=true\nWARREN_HOSTS=named.test\n");

        Assert.Equal(0, (await RunAsync([], "up")).ExitCode);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(cli.FindServer(), "health")) { Headers = { Host = "named.test" } };
        using var answer = await client.SendAsync(request, Cli.Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await cli.RunAsync("stop");
    }

    [Fact]
    public async Task Everything_that_is_wrong_keeps_the_server_from_starting()
    {
        await cli.RunAsync("stop");

        var refused = await RunAsync(["WARREN_HOST=0.0.0.0", "WARREN_MEMORY_LIMIT=little"], "up", "--log-level", "loud");

        Assert.Equal((69, ""), (refused.ExitCode, refused.Stdout));
        Assert.Contains("WARREN_HOSTS", refused.Stderr, StringComparison.Ordinal);
        Assert.Contains("'little' is no size", refused.Stderr, StringComparison.Ordinal);
        Assert.Contains("'loud' is no log level", refused.Stderr, StringComparison.Ordinal);
        Assert.Equal(3, (await cli.RunAsync("status")).ExitCode);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_what_to_do()
    {
        await cli.RunAsync("stop");
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        var refused = await cli.RunAsync("up", "--port", port);

        Assert.Equal(69, refused.ExitCode);
        Assert.Contains($"Port {port} is taken by another program. Choose another with WARREN_PORT or --port", refused.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "start")]
    [InlineData("", "serve", "--foreground")]
    [InlineData("PORT=0", "serve")]
    public async Task In_the_foreground_the_server_is_the_command_itself_and_ends_with_it(string variable, params string[] arguments)
    {
        await cli.RunAsync("stop");
        string[] environment = variable.Length > 0 ? [variable] : [];
        using var server = cli.StartOther("/usr/bin/env", [.. environment, Cli.Program, .. arguments]);
        while (await server.StandardOutput.ReadLineAsync(Cli.Token) is { } line && !line.Contains("Application started", StringComparison.Ordinal))
            Assert.False(server.HasExited);
        await WaitForServerAsync();

        Assert.Equal(server.Id, cli.ServerProcess);
        Assert.Equal(0, (await cli.RunAsync("down")).ExitCode);
        await server.WaitForExitAsync(Cli.Token);

        Assert.Equal(0, server.ExitCode);
    }

    [Fact]
    public async Task In_the_background_the_server_outlives_the_command_and_a_second_one_finds_it()
    {
        await cli.RunAsync("stop");

        var first = await cli.RunAsync("serve");
        var second = await cli.RunAsync("up");

        Assert.StartsWith("The server runs at http://127.0.0.1:", first.Stdout, StringComparison.Ordinal);
        Assert.Equal(first.Stdout.Replace("runs at", "runs already, at", StringComparison.Ordinal), second.Stdout);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static (string? Value, string Source, string? Origin) Of(SettingInfo setting) => (setting.Value, setting.Source, setting.Origin);

    private async Task WaitForServerAsync()
    {
        // The address is announced right behind the line that was seen.
        while ((await cli.RunAsync("status")).ExitCode != 0)
            Cli.Token.ThrowIfCancellationRequested();
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder.FullName, file), text);

    private Task<CliResult> RunAsync(string[] environment, params string[] arguments) =>
        Cli.FinishAsync(cli.StartOther("/usr/bin/env", ["-C", _folder.FullName, .. environment, Cli.Program, .. arguments]), "");
}
