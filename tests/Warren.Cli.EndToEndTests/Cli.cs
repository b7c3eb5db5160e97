using System.Diagnostics;
using System.Text.Json;
using Warren.Client;
using Warren.TestKit;

namespace Warren.Cli.EndToEndTests;

/// <summary>The published command line on a state folder of its own, with the real server and runc behind it.</summary>
public sealed class Cli : IAsyncLifetime
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("warren-e2e-");

    public string State => _state.FullName;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The server's process, as its state folder has it.</summary>
    public int ServerProcess
    {
        get
        {
            using var info = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(State, "server.json")));
            return info.RootElement.GetProperty("pid").GetInt32();
        }
    }

    /// <summary>What tells this installation's sandboxes from those of others on the host.</summary>
    public string InstallationId => File.ReadAllText(Path.Combine(State, "installation")).Trim();

    /// <summary>The published program.</summary>
    public static string Program => Path.Combine(Repository.Root, "artifacts/app/current/cli/warren");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to run sandboxes with runc");
        Assert.SkipUnless(File.Exists(Program), "needs the published command line (./warren version builds it)");
        Assert.SkipUnless(File.Exists("/usr/sbin/runc") || File.Exists("/usr/bin/runc"), "needs runc");
        await WorkerImage.PrepareAsync(Token);
        // The image store that every test project shares, so that the image is built once.
        Directory.CreateSymbolicLink(Path.Combine(State, "images"), WorkerImage.Folder);
    }

    /// <summary>A client of the server that runs.</summary>
    public async Task<WarrenClient> ConnectAsync()
    {
        var token = await File.ReadAllTextAsync(Path.Combine(State, "token"), Token);
        return new(FindServer(), token.Trim(), FindServer);
    }

    /// <summary>Kills the server as a crash does; what runs in its sandboxes runs on.</summary>
    public async Task KillServerAsync()
    {
        using var server = Process.GetProcessById(ServerProcess);
        server.Kill();
        await server.WaitForExitAsync(Token);
    }

    /// <summary>The address that the state folder has.</summary>
    public Uri FindServer()
    {
        using var info = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(State, "server.json")));
        return new(info.RootElement.GetProperty("url").GetString()!);
    }

    public Task<CliResult> RunAsync(params string[] arguments) => RunAsync("", arguments);

    public async Task<CliResult> RunAsync(string input, string[] arguments)
    {
        return await FinishAsync(Start(arguments), input);
    }

    /// <summary>Gives a process its input and waits for its end.</summary>
    public static async Task<CliResult> FinishAsync(Process started, string input)
    {
        using var process = started;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (stdout, stderr) = (process.StandardOutput.ReadToEndAsync(Token), process.StandardError.ReadToEndAsync(Token));
        await process.WaitForExitAsync(Token);
        return new CliResult(process.ExitCode, await stdout, await stderr);
    }

    /// <summary>Starts a command whose streams are the caller's.</summary>
    public Process Start(params string[] arguments)
    {
        return StartOther(Program, arguments);
    }

    /// <summary>Starts another program with the environment that our command has.</summary>
    public Process StartOther(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["WARREN_STATE_DIR"] = State;
        start.Environment["WARREN_PORT"] = "0";
        return Process.Start(start)!;
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(State, "installation")))
        {
            await RunAsync("up"); // What was made before a test stopped it is removed, too.
            var left = (await RunAsync("sandbox", "list", "-o", "json")).Stdout;
            using var list = JsonDocument.Parse(left);
            foreach (var sandbox in list.RootElement.GetProperty("items").EnumerateArray())
                await RunAsync("sandbox", "delete", sandbox.GetProperty("id").GetString()!);
            await RunAsync("stop");
            HostTraces.Forget(InstallationId);
        }
        _state.Delete(recursive: true);
    }
}
