using System.CommandLine;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary><c>sandbox exec</c> and <c>session exec</c>.</summary>
internal sealed class ExecCommand(PlaceKind kind)
{
    private readonly Argument<string> _place = kind.One();
    private readonly Argument<string[]> _program = new("COMMAND") { Description = "The program and its arguments; put -- in front of them", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _line = new("--command", "-c") { Description = "A line for the sandbox's shell instead", HelpName = "LINE" };
    private readonly Option<bool> _input = new("--interactive", "-i") { Description = "Pass standard input on also from a terminal; from elsewhere it always is" };
    private readonly Option<bool> _terminal = new("--tty", "-t") { Description = $"Run it on a terminal, as `{kind.Noun} shell` does" };
    private readonly Option<bool> _background = new("--detach", "-d") { Description = "Let it run in the background and print its id" };
    private readonly Option<string?> _attach = new("--attach", "-a") { Description = "Follow one that runs in the background, from its start on", HelpName = "EXEC" };
    private readonly Option<string[]> _env = new("--env", "-e") { Description = "Environment variable KEY=VALUE; may be repeated", HelpName = "KEY=VALUE" };
    private readonly Option<string?> _workdir = new("--workdir", "-w") { Description = "Folder to start in", HelpName = "FOLDER" };
    private readonly Option<string?> _user = new("--user", "-u") { Description = "User to run as", HelpName = "USER" };
    private readonly Option<double?> _timeout = new("--timeout") { Description = "Seconds after which it is killed; default none", HelpName = "SECONDS", CustomParser = Parsers.Number };
    private readonly Option<string> _keys = ShellCommand.Keys();

    /// <summary>Makes the command.</summary>
    public static Command Create(PlaceKind kind)
    {
        var exec = new ExecCommand(kind);
        var (it, name) = ($"warren {kind.Noun} exec", kind.Example);
        var command = new ExplainedCommand("exec", $"Run a program in a {kind.Noun}: its output, its exit code",
            $"{it} {name} -- ls -l", $"{it} {name} -c 'echo $HOME'", $"{it} -it {name} -- bash", $"{it} -d {name} -- make all", $"{it} {name} --attach EXEC")
        {
            exec._place, exec._program, exec._line, exec._input, exec._terminal, exec._background, exec._attach,
            exec._env, exec._workdir, exec._user, exec._timeout, exec._keys,
        };
        kind.AddTo(command);
        command.SetAction(exec.InvokeAsync);
        return command;
    }

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var attach = parsed.GetValue(_attach);
        var request = attach is null ? ReadRequest(parsed) : null;
        using var client = await parsed.Server().ConnectAsync(cancellationToken);
        var (calls, place) = (kind.Calls(client), await kind.FindAsync(client, parsed, parsed.GetValue(_place)!, cancellationToken));
        var withInput = parsed.GetValue(_input) || Console.IsInputRedirected;
        if (request is null)
            return await RemoteProgram.FollowAsync(calls, place, attach!, parsed.GetValue(_input), cancellationToken);
        if (parsed.GetValue(_background))
            return await StartAsync(calls, place, request, parsed.Format(), cancellationToken);
        if (!parsed.GetValue(_terminal))
            return await RemoteProgram.RunAsync(calls, place, request, withInput, cancellationToken);
        var terminal = new TerminalRequest { Command = request.Command, Env = request.Env, Workdir = request.Workdir, User = request.User };
        return await new Shell(kind, calls.Terminals, place, parsed.GetValue(_keys)!).RunAsync(terminal, cancellationToken);
    }

    private ExecRequest ReadRequest(ParseResult parsed)
    {
        if (parsed.GetValue(_terminal) && (parsed.GetValue(_background) || parsed.GetValue(_timeout) is not null))
            throw new WarrenException(ErrorCode.InvalidRequest, "A program on a terminal (-t) takes neither -d nor --timeout.");
        return new()
        {
            Command = ReadCommand(parsed.GetValue(_program), parsed.GetValue(_line)),
            Env = Pairs.Parse("--env", parsed.GetValue(_env)),
            Workdir = parsed.GetValue(_workdir),
            User = parsed.GetValue(_user),
            TimeoutSeconds = parsed.GetValue(_timeout),
        };
    }

    private static async Task<int> StartAsync(
        InsideClient calls, string place, ExecRequest request, OutputFormat format, CancellationToken cancellationToken)
    {
        var started = await calls.StartAsync(place, request, cancellationToken);
        if (format == OutputFormat.Json)
            JsonOutput.Write(started, WarrenJson.Wire.ExecStatus);
        else
            Console.WriteLine(started.Id);
        return 0;
    }

    private static SandboxCommand ReadCommand(string[]? program, string? line) => (program, line) switch
    {
        ({ Length: > 0 }, null) => new(program),
        (null or [], { Length: > 0 }) => SandboxCommand.Shell(line),
        _ => throw new WarrenException(ErrorCode.InvalidRequest, "Give either a program behind --, or a line for the shell with -c."),
    };
}
