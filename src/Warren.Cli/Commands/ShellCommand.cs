using System.CommandLine;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary><c>sandbox shell</c> and <c>session shell</c>.</summary>
internal static class ShellCommand
{
    private const string DefaultKeys = "ctrl-p,ctrl-q";

    /// <summary>The option for the keys.</summary>
    public static Option<string> Keys() => new("--detach-keys")
    {
        Description = "Keys that leave the terminal, which runs on; default ctrl-p,ctrl-q",
        HelpName = "KEYS",
        DefaultValueFactory = _ => DefaultKeys,
    };

    /// <summary>Makes the command.</summary>
    public static Command Create(PlaceKind kind)
    {
        var one = kind.One();
        var it = $"warren {kind.Noun} shell {kind.Example}";
        var line = new Option<string?>("--command", "-c") { Description = "A line for the shell to run on the terminal, such as 'top'; default the shell itself", HelpName = "LINE" };
        var attach = new Option<string?>("--attach", "-a") { Description = "Take part in a terminal that runs already", HelpName = "TERMINAL" };
        var list = new Option<bool>("--list") { Description = "List the terminals that there are instead" };
        var workdir = new Option<string?>("--workdir", "-w") { Description = "Folder to start in", HelpName = "FOLDER" };
        var user = new Option<string?>("--user", "-u") { Description = "User to run as", HelpName = "USER" };
        var env = new Option<string[]>("--env", "-e") { Description = "Environment variable KEY=VALUE; may be repeated", HelpName = "KEY=VALUE" };
        var keys = Keys();
        var command = new ExplainedCommand("shell", $"Open a terminal in a {kind.Noun}", it, $"{it} -c top", $"{it} --list", $"{it} --attach TERMINAL")
        {
            one, line, attach, list, workdir, user, env, keys,
        };
        kind.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var (terminals, place) = (kind.Calls(client).Terminals, await kind.FindAsync(client, parsed, parsed.GetValue(one)!, cancellationToken));
            if (parsed.GetValue(list))
            {
                Listing(await terminals.ListAsync(place, cancellationToken)).Write(parsed.Format());
                return 0;
            }
            var shell = new Shell(kind, terminals, place, parsed.GetValue(keys)!);
            if (parsed.GetValue(attach) is { } terminal)
                return await shell.AttachAsync(terminal, cancellationToken);
            var request = new TerminalRequest
            {
                Command = parsed.GetValue(line) is { } given ? SandboxCommand.Shell(given) : null,
                Workdir = parsed.GetValue(workdir),
                User = parsed.GetValue(user),
                Env = Pairs.Parse("--env", parsed.GetValue(env)),
            };
            return await shell.RunAsync(request, cancellationToken);
        });
        return command;
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
