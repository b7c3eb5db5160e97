using System.Diagnostics;
using System.Runtime.InteropServices;
using Warren.Api;
using Warren.Api.Local;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Hosting;

/// <summary>The server of a state folder: finds it, starts it in the background, stops it. Or one elsewhere, which is only called.</summary>
internal sealed partial class ServerProcess(StateFolder state, ServerAccess access, bool mayAsk)
{
    private const int Terminate = 15; // SIGTERM
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    /// <summary>The server that runs, or null.</summary>
    public ServerInfo? Find() => ServerInfo.Find(state);

    /// <summary>Which server it is, and what is shown to it.</summary>
    public ServerAccess Access => access;

    /// <summary>Where the server is; null where none runs.</summary>
    public Uri? FindAddress() => access.Remote ?? (Find() is { } info ? new Uri(info.Url) : null);

    /// <summary>A client of the server, which is started where none runs.</summary>
    public async Task<WarrenClient> ConnectAsync(CancellationToken cancellationToken)
    {
        var address = FindAddress() ?? new Uri((await StartAsync([], cancellationToken)).Url);
        var credential = await access.FindAsync(address, cancellationToken);
        return new WarrenClient(address, credential.Secret, FindAddress) { Reconnects = new() { Notice = Screen.Notice } };
    }

    /// <summary>A client of the server that runs.</summary>
    /// <exception cref="WarrenException">None runs.</exception>
    public Task<WarrenClient> ConnectRunningAsync(CancellationToken cancellationToken) => FindAddress() is null
        ? throw new WarrenException(ErrorCode.EngineUnavailable, "No server runs on this state folder; `warren up` starts it.")
        : ConnectAsync(cancellationToken);

    /// <summary>Refuses what can be done to the state folder's own server alone.</summary>
    public void RequireLocal(string command)
    {
        if (access.Remote is { } remote)
            throw new WarrenException(ErrorCode.InvalidRequest, $"`warren {command}` is for a server of this machine, and --server or WARREN_SERVER names {remote}.");
    }

    /// <summary>
    /// Starts the server in the background; returns when it takes work. Where another command starts one at the same
    /// moment, the result is that one.
    /// </summary>
    /// <param name="options">Options of the server.</param>
    /// <param name="cancellationToken">Ends the waiting, not the server.</param>
    public async Task<ServerInfo> StartAsync(IEnumerable<string> options, CancellationToken cancellationToken)
    {
        var command = await CommandAsync(options, cancellationToken); // Which may ask for something.
        using var progress = new Progress();
        progress.Show("Starting the server ...");
        using var process = Process.Start(command)
            ?? throw new WarrenException(ErrorCode.Internal, "The server's program cannot be started.");
        // One line says that the server listens, the end without a line that it could not start. Beyond that line there
        // may be no end: the runtime keeps duplicates of its first standard streams.
        if (await process.StandardOutput.ReadLineAsync(cancellationToken) is not null)
            return Find() ?? throw new WarrenException(ErrorCode.EngineUnavailable, $"The server ended right after its start. Its log: {state.LogFile}");
        var reason = (await process.StandardError.ReadToEndAsync(cancellationToken)).Trim();
        throw new WarrenException(ErrorCode.EngineUnavailable,
            $"The server did not start{(reason.Length > 0 ? ": " + reason : $". Its log: {state.LogFile}")}");
    }

    /// <summary>Ends the server; its sandboxes run on. Returns false where none runs.</summary>
    public async Task<bool> StopAsync(CancellationToken cancellationToken)
    {
        if (Find() is not { } info)
            return false;
        if (Kill(info.Pid, Terminate) != 0)
            await Elevation.RunAsync("kill", ["-TERM", info.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture)], mayAsk, cancellationToken);
        using var limit = new CancellationTokenSource(StopLimit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (info.IsAlive())
                await Task.Delay(Poll, TimeProvider.System, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WarrenException(ErrorCode.DeadlineExceeded,
                $"The server (process {info.Pid}) did not end within {StopLimit.TotalSeconds} s. Its log: {state.LogFile}");
        }
        return true;
    }

    /// <summary>The arguments that every start of the server has.</summary>
    public IEnumerable<string> Arguments(IEnumerable<string> options) => ["--state-dir", state.Path, .. options];

    private async Task<ProcessStartInfo> CommandAsync(IEnumerable<string> options, CancellationToken cancellationToken)
    {
        var prefix = await Elevation.PrefixAsync("to start the server, which makes sandboxes", mayAsk, cancellationToken);
        // setsid leaves sudo at once: the server is nobody's child and outlives the terminal.
        string[] command = [.. prefix, "setsid", "--fork", Installation.Server, .. Arguments(options), "--background", "true"];
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = prefix.Count == 0,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in command.AsSpan(1))
            start.ArgumentList.Add(argument);
        return start;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
