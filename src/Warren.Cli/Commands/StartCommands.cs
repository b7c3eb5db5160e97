using System.CommandLine;
using Warren.Api;
using Warren.Api.Local;
using Warren.Api.Settings;
using Warren.Cli.Hosting;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary><c>start</c>, <c>serve</c> and <c>up</c>: the server in the terminal, in the background, and until it is ready.</summary>
internal static class StartCommands
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(30), Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Starts the server in the terminal.</summary>
    public static Command Start()
    {
        var command = new ExplainedCommand("start", "Run the server in this terminal and log to it; Ctrl+C ends it",
            "warren start", "warren start --port 8080 --log-level debug");
        SettingOption.AddServer(command);
        command.SetAction(ForegroundAsync);
        return command;
    }

    /// <summary>Starts the server in the background.</summary>
    public static Command Serve()
    {
        var foreground = new Option<bool>("--foreground", "-f") { Description = "Stay, as `warren start` does; also as the first process of a container, and where $PORT is set" };
        var command = new ExplainedCommand("serve", "Start the server in the background, if none runs; in a container stay in the foreground",
            "warren serve", "warren serve --port 0", "warren serve --foreground")
        {
            foreground,
        };
        SettingOption.AddServer(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(foreground) || IsContainer())
                return await ForegroundAsync(parsed, cancellationToken);
            await BackgroundAsync(parsed, cancellationToken);
            return 0;
        });
        return command;
    }

    /// <summary>Starts the server in the background and waits for it.</summary>
    public static Command Up()
    {
        var command = new ExplainedCommand("up", "Start the server in the background, if none runs, and wait until it takes work",
            "warren up", "warren up --debug-ui true");
        SettingOption.AddServer(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var info = await BackgroundAsync(parsed, cancellationToken);
            await WaitUntilReadyAsync(new Uri(info.Url), cancellationToken);
            return 0;
        });
        return command;
    }

    // What platforms that run containers give a program: the first process id, or the port to listen at.
    private static bool IsContainer() => Environment.ProcessId == 1 || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("PORT"));

    private static async Task<ServerInfo> BackgroundAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var server = parsed.Server();
        server.RequireLocal(parsed.CommandResult.Command.Name);
        Warn(parsed);
        if (server.Find() is { } running)
        {
            Console.WriteLine($"The server runs already, at {running.Url}");
            return running;
        }
        var started = await server.StartAsync(Flags(parsed), cancellationToken);
        Console.WriteLine($"The server runs at {started.Url}");
        return started;
    }

    private static async Task<int> ForegroundAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var server = parsed.Server();
        server.RequireLocal(parsed.CommandResult.Command.Name);
        var prefix = await Elevation.PrefixAsync("to start the server, which makes sandboxes", !parsed.GetValue(CommonOptions.Yes), cancellationToken);
        string[] command = [.. prefix, Installation.Server, .. server.Arguments(Flags(parsed))];
        return ProcessImage.Replace(command[0], command.AsSpan(1).ToArray());
    }

    private static IEnumerable<string> Flags(ParseResult parsed) => SettingOption.Given(parsed)
        .Where(flag => flag.Key != SettingCatalog.StateFolder.Name)
        .SelectMany(flag => new[] { "--" + flag.Key, flag.Value });

    // The server says it in its log, which nobody sees who starts it in the background.
    private static void Warn(ParseResult parsed)
    {
        foreach (var notice in parsed.Settings().Notices)
            Screen.Notice(notice);
    }

    private static async Task WaitUntilReadyAsync(Uri address, CancellationToken cancellationToken)
    {
        using var progress = new Progress();
        using var client = new WarrenClient(address, token: null);
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await client.Api.CheckReadyAsync(cancellationToken);
                return;
            }
            catch (WarrenException failure) when (failure.Code == ErrorCode.EngineUnavailable && TimeProvider.System.GetElapsedTime(started) < ReadyLimit)
            {
                progress.Show($"Waiting for the server: {failure.Message}");
                await Task.Delay(Poll, TimeProvider.System, cancellationToken);
            }
            catch (WarrenException failure) when (failure.Code == ErrorCode.EngineUnavailable)
            {
                throw new WarrenException(failure.Code, $"The server runs, but takes no work: {failure.Message} `warren doctor` checks the host.", failure);
            }
        }
    }
}
