using System.Diagnostics;
using System.Text.Json;
using Warren.Api;
using Warren.Api.Local;
using Warren.Client;
using Warren.TestKit;

namespace Warren.Server.FunctionalTests;

/// <summary>The server's program on a state folder of its own, which a test can kill and start again.</summary>
internal sealed class ServerProcess(string? databaseUrl) : IAsyncDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("warren-test-");
    private Process? _process;

    private static CancellationToken Token => ServerFixture.Token;

    /// <summary>Its state folder.</summary>
    public string StateFolder => _state.FullName;

    /// <summary>Its installation.</summary>
    public string InstallationId => File.ReadAllText(Path.Combine(_state.FullName, "installation")).Trim();

    /// <summary>Starts it and connects to it.</summary>
    public async Task<WarrenClient> StartAsync()
    {
        var process = Process.Start(Command("--port", "0", "--background", "true")) ?? throw new InvalidOperationException("The server cannot be started.");
        _process = process;
        if (await process.StandardOutput.ReadLineAsync(Token) is not { } url)
            throw new InvalidOperationException($"The server ended: {await process.StandardError.ReadToEndAsync(Token)}");
        return new(new Uri(url), (await File.ReadAllTextAsync(Path.Combine(_state.FullName, "token"), Token)).Trim());
    }

    /// <summary>Kills it as a crash does.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        _process = null;
    }

    /// <summary>Lets the program see to the schema, beside the server where one runs.</summary>
    /// <returns>What the schema is like, or what was wrong.</returns>
    public async Task<(int ExitCode, DatabaseStatus? Status, string Errors)> RunAsync(params string[] options)
    {
        using var process = Process.Start(Command(options)) ?? throw new InvalidOperationException("The server cannot be started.");
        var errors = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, output.Length > 0 ? JsonSerializer.Deserialize(output, WarrenJson.Wire.DatabaseStatus) : null, await errors);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (File.Exists(Path.Combine(_state.FullName, "installation")))
            HostTraces.Forget(InstallationId);
        _state.Delete(recursive: true);
    }

    private ProcessStartInfo Command(params string[] options)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Warren.Server"), ["--state-dir", _state.FullName, .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DATABASE_URL"] = databaseUrl ?? "";
        return start;
    }
}
