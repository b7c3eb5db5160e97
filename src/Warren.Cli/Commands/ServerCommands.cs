using System.CommandLine;
using System.Globalization;
using Warren.Api;
using Warren.Api.Local;
using Warren.Cli.Hosting;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary><c>up</c>, <c>status</c> and <c>stop</c>.</summary>
internal static class ServerCommands
{
    /// <summary>Starts the server.</summary>
    public static Command Up()
    {
        var port = new Option<int?>("--port", "-p") { Description = "Port on 127.0.0.1; default $WARREN_PORT, else 8787; 0 takes any free one", HelpName = "PORT", CustomParser = Parsers.Count };
        var foreground = new Option<bool>("--foreground", "-f") { Description = "Stay in the terminal and log to it; Ctrl+C ends the server" };
        var command = new Command("up", "Start the server, if none runs") { port, foreground };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var server = parsed.Server();
            string[] options = parsed.GetValue(port) is { } given ? ["--port", given.ToString(CultureInfo.InvariantCulture)] : [];
            if (parsed.GetValue(foreground))
                return await ForegroundAsync(server, options, !parsed.GetValue(CommonOptions.Yes), cancellationToken);
            if (server.Find() is { } running)
                Console.WriteLine($"The server runs already, at {running.Url}");
            else
                Console.WriteLine($"The server runs at {(await server.StartAsync(options, cancellationToken)).Url}");
            return 0;
        });
        return command;
    }

    /// <summary>Shows whether the server runs.</summary>
    public static Command Status()
    {
        var command = new Command("status", "Show whether the server runs, and where its files are; exit code 3 when it does not");
        command.SetAction(parsed =>
        {
            var status = ReadStatus(parsed);
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
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var stopped = await parsed.Server().StopAsync(cancellationToken);
            Console.WriteLine(stopped ? "The server has stopped." : "No server runs.");
            return 0;
        });
        return command;
    }

    /// <summary>As in the Linux Standard Base for a service that is not running.</summary>
    private const int NotRunning = 3;

    private static ServerStatus ReadStatus(ParseResult parsed)
    {
        var state = parsed.State();
        var info = parsed.Server().Find();
        return new()
        {
            Running = info is not null,
            Url = info?.Url,
            Pid = info?.Pid,
            Version = info?.Version,
            StartedAt = info?.StartedAt,
            StateFolder = state.Path,
            LogFile = state.LogFile,
        };
    }

    private static void Print(ServerStatus status)
    {
        Console.WriteLine(status.Running ? $"Server:  running at {status.Url}" : "Server:  not running (`warren up` starts it)");
        if (status.Running)
            Console.WriteLine($"Process: {status.Pid}, version {status.Version}, since {status.StartedAt:yyyy-MM-dd HH:mm:ss} UTC");
        Console.WriteLine($"State:   {status.StateFolder}");
        Console.WriteLine($"Log:     {status.LogFile}");
    }

    private static async Task<int> ForegroundAsync(ServerProcess server, string[] options, bool mayAsk, CancellationToken cancellationToken)
    {
        var prefix = await Elevation.PrefixAsync("to start the server, which makes sandboxes", mayAsk, cancellationToken);
        string[] command = [.. prefix, Installation.Server, .. server.Arguments(options)];
        return ProcessImage.Replace(command[0], command.AsSpan(1).ToArray());
    }
}
