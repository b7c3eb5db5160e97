using System.Diagnostics;
using System.Runtime.InteropServices;
using Warren.Api;
using Warren.Api.Local;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Hosting;

/// <summary>The server of a state folder: finds it, starts it in the background, stops it.</summary>
internal sealed partial class ServerProcess(StateFolder state, bool mayAsk)
{
    private const int Terminate = 15; // SIGTERM
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    /// <summary>The server that runs, or null.</summary>
    public ServerInfo? Find() => ServerInfo.Find(state);

    /// <summary>A client of the server, which is started where none runs.</summary>
    public async Task<WarrenClient> ConnectAsync(CancellationToken cancellationToken)
    {
        var info = Find() ?? await StartAsync([], cancellationToken);
        return new WarrenClient(new Uri(info.Url), await ReadTokenAsync(cancellationToken), () => Find() is { } found ? new Uri(found.Url) : null)
        {
            Reconnects = new() { Notice = Screen.Notice },
        };
    }

    /// <summary>Reads the token.</summary>
    /// <exception cref="WarrenException">There is none yet.</exception>
    public async Task<string> ReadTokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await File.ReadAllTextAsync(state.TokenFile, cancellationToken)).Trim();
        }
        catch (FileNotFoundException)
        {
            throw new WarrenException(ErrorCode.NotFound, "There is no token yet: the first start of the server makes it. Start it with `warren up`.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new WarrenException(ErrorCode.Forbidden, "The token belongs to another user, who started this server.");
        }
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
