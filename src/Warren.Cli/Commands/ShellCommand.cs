using System.CommandLine;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Cli.Output;
using Warren.Cli.Terminals;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary><c>sandbox shell</c>, and terminals for <c>sandbox exec -t</c>.</summary>
internal static class ShellCommand
{
    private const int Unknown = 255; // As ssh(1) has it.
    private const string DefaultKeys = "ctrl-p,ctrl-q";

    /// <summary>The option for the keys.</summary>
    public static Option<string> Keys() => new("--detach-keys")
    {
        Description = "Keys that leave the terminal, which runs on; default ctrl-p,ctrl-q",
        HelpName = "KEYS",
        DefaultValueFactory = _ => DefaultKeys,
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var sandbox = SandboxArgument.One();
        var line = new Option<string?>("--command", "-c") { Description = "A line for the shell to run on the terminal, such as 'top'; default the shell itself", HelpName = "LINE" };
        var attach = new Option<string?>("--attach", "-a") { Description = "Take part in a terminal that runs already", HelpName = "TERMINAL" };
        var list = new Option<bool>("--list") { Description = "List the sandbox's terminals instead" };
        var workdir = new Option<string?>("--workdir", "-w") { Description = "Folder to start in", HelpName = "FOLDER" };
        var user = new Option<string?>("--user", "-u") { Description = "User to run as", HelpName = "USER" };
        var env = new Option<string[]>("--env", "-e") { Description = "Environment variable KEY=VALUE; may be repeated", HelpName = "KEY=VALUE" };
        var keys = Keys();
        var command = new ExplainedCommand("shell", "Open a terminal in a sandbox",
            "warren sandbox shell box", "warren sandbox shell box -c top", "warren sandbox shell box --list", "warren sandbox shell box --attach TERMINAL")
        {
            sandbox, line, attach, list, workdir, user, env, keys,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var name = parsed.GetValue(sandbox)!;
            if (parsed.GetValue(list))
            {
                Listing(await client.Terminals.ListAsync(name, cancellationToken)).Write(parsed.Format());
                return 0;
            }
            if (parsed.GetValue(attach) is { } terminal)
                return await AttachAsync(client, name, terminal, parsed.GetValue(keys)!, cancellationToken);
            var request = new TerminalRequest
            {
                Command = parsed.GetValue(line) is { } given ? SandboxCommand.Shell(given) : null,
                Workdir = parsed.GetValue(workdir),
                User = parsed.GetValue(user),
                Env = Pairs.Parse("--env", parsed.GetValue(env)),
            };
            return await RunAsync(client, name, request, parsed.GetValue(keys)!, cancellationToken);
        });
        return command;
    }

    /// <summary>Makes a terminal of our own terminal's size and joins it.</summary>
    /// <returns>The program's exit code; 0 where it was left.</returns>
    public static async Task<int> RunAsync(WarrenClient client, string sandbox, TerminalRequest request, string keys, CancellationToken cancellationToken)
    {
        TerminalRunner.Require("warren sandbox shell");
        var (columns, rows) = TerminalDevice.ReadSize();
        if (columns > 0)
            request = request with { Columns = columns, Rows = rows };
        if (request.Env?.ContainsKey("TERM") != true && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } term)
            request = request with { Env = new Dictionary<string, string>(request.Env ?? new Dictionary<string, string>()) { ["TERM"] = term } };
        var made = await client.Terminals.CreateAsync(sandbox, request, cancellationToken);
        return await AttachAsync(client, sandbox, made.Id, keys, cancellationToken);
    }

    private static async Task<int> AttachAsync(WarrenClient client, string sandbox, string terminal, string keys, CancellationToken cancellationToken)
    {
        TerminalRunner.Require("warren sandbox shell --attach");
        using var session = client.Terminals.Attach(sandbox, terminal, offset: null);
        TerminalEvent.Exit? exit;
        try
        {
            exit = await new TerminalRunner(session, DetachKeys.Parse(keys)).RunAsync(cancellationToken);
        }
        catch (WarrenException failure) when (failure.Code == ErrorCode.EngineUnavailable)
        {
            throw new WarrenException(failure.Code, $"{failure.Message} `warren sandbox shell {sandbox} --attach {terminal}` goes on with the terminal.", failure);
        }
        if (exit is null)
        {
            Screen.Notice($"left; the terminal runs on: `warren sandbox shell {sandbox} --attach {terminal}`");
            return 0;
        }
        return exit.ExitCode ?? Unknown;
    }

    private static Listing<TerminalInfo> Listing(IReadOnlyList<TerminalInfo> terminals) => new()
    {
        Items = terminals,
        Json = WarrenJson.Wire.PageTerminalInfo,
        Id = terminal => terminal.Id,
        Headings = ["ID", "STATE", "SIZE", "CLIENTS", "AGE", "COMMAND~"],
        Row = terminal =>
        [
            terminal.Id,
            terminal.Running ? new("running", Tone.Good) : new($"exit {terminal.ExitCode}", Tone.Waiting),
            $"{terminal.Columns}x{terminal.Rows}",
            terminal.Clients.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Ages.Format(terminal.StartedAt),
            string.Join(' ', terminal.Command.Arguments),
        ],
    };
}
