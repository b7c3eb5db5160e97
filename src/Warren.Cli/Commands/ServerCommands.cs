using System.CommandLine;
using System.Text.Json;
using Warren.Api;
using Warren.Api.Local;
using Warren.Cli.Hosting;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary><c>status</c> and <c>stop</c>.</summary>
internal static class ServerCommands
{
    /// <summary>As in the Linux Standard Base for a service that is not running.</summary>
    private const int NotRunning = 3;

    // Whoever asks how things are does not want to wait for a server that hangs.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(3);

    /// <summary>Shows whether the server runs.</summary>
    public static Command Status()
    {
        var command = new Command("status", "Show whether the server runs, who you are to it, and where its files are; exit code 3 when it does not run");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var status = await ReadAsync(parsed.Server(), parsed.State(), cancellationToken);
            if (parsed.Format() == OutputFormat.Json)
                JsonOutput.Write(status, WarrenJson.Wire.ServerStatus);
            else
                Print(status);
            return status.Running ? 0 : NotRunning;
        });
        return command;
    }

    /// <summary>Stops the server.</summary>
    public static Command Stop()
    {
        var command = new Command("stop", "Stop the server; sandboxes run on and are taken over by its next start");
        command.Aliases.Add("down");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var server = parsed.Server();
            server.RequireLocal("stop");
            var stopped = await server.StopAsync(cancellationToken);
            Console.WriteLine(stopped ? "The server has stopped." : "No server runs.");
            return 0;
        });
        return command;
    }

    /// <summary>Finds out how things are.</summary>
    public static async Task<ServerStatus> ReadAsync(ServerProcess server, StateFolder state, CancellationToken cancellationToken)
    {
        var info = server.Access.Remote is null ? server.Find() : null;
        var status = new ServerStatus
        {
            Running = info is not null,
            Url = info?.Url,
            Pid = info?.Pid,
            Version = info?.Version,
            StartedAt = info?.StartedAt,
            StateFolder = state.Path,
            LogFile = state.LogFile,
        };
        return server.FindAddress() is { } address ? await AskAsync(server, status with { Url = address.GetLeftPart(UriPartial.Authority) }, cancellationToken) : status;
    }

    /// <summary>Prints it for people.</summary>
    public static void Print(ServerStatus status)
    {
        Row("Server", status.Running ? $"running at {status.Url}" : status.Url is { } url ? $"no answer at {url}" : "not running (`warren up` starts it)");
        if (status.Pid is { } process)
            Row("Process", $"{process}, version {status.Version}, since {status.StartedAt:yyyy-MM-dd HH:mm:ss} UTC");
        else if (status.Version is { } version)
            Row("Version", version);
        if (status.User is { } user)
            Row("User", $"{user}, by {status.Credential}");
        else if (status.Problem is { } problem)
            Row("User", $"nobody: {problem}");
        Row("State", status.StateFolder);
        if (status.Pid is not null || status.Url is null)
            Row("Log", status.LogFile);
    }

    private static async Task<ServerStatus> AskAsync(ServerProcess server, ServerStatus status, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        try
        {
            var credential = await server.Access.FindAsync(new Uri(status.Url!), limit.Token);
            using var client = await server.ConnectRunningAsync(limit.Token);
            var caller = await client.Auth.GetCallerAsync(limit.Token);
            var version = status.Version ?? (await client.GetVersionAsync(limit.Token)).Version;
            return status with { Running = true, Version = version, User = caller.Name, Credential = credential.Source };
        }
        catch (WarrenException failure)
        {
            // A refusal is an answer, too.
            return status with { Running = status.Running || failure.Reported is not null, Problem = failure.Message };
        }
        catch (JsonException)
        {
            return status with { Running = true, Problem = "The server's answer cannot be read: it is of another version, or no Warren." };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return status with { Problem = $"The server did not answer within {AnswerLimit.TotalSeconds} s." };
        }
    }

    private static void Row(string name, string value) => Console.WriteLine($"{name + ":",-9}{value}");
}
