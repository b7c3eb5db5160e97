using System.CommandLine;
using Warren.Api;
using Warren.Api.Sandboxes;

namespace Warren.Cli.Commands;

/// <summary><c>sandbox exec</c>.</summary>
internal static class ExecCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Argument<string> sandbox)
    {
        var program = new Argument<string[]>("COMMAND") { Description = "The program and its arguments; put -- in front of them", Arity = ArgumentArity.ZeroOrMore };
        var shell = new Option<string?>("--command", "-c") { Description = "A line for the sandbox's shell instead", HelpName = "LINE" };
        var input = new Option<bool>("--interactive", "-i") { Description = "Pass standard input on also from a terminal; from elsewhere it always is" };
        var env = new Option<string[]>("--env", "-e") { Description = "Environment variable KEY=VALUE; may be repeated", HelpName = "KEY=VALUE" };
        var workdir = new Option<string?>("--workdir", "-w") { Description = "Folder to start in", HelpName = "FOLDER" };
        var user = new Option<string?>("--user", "-u") { Description = "User to run as", HelpName = "USER" };
        var timeout = new Option<double?>("--timeout") { Description = "Seconds after which it is killed; default none", HelpName = "SECONDS", CustomParser = Parsers.Number };
        var command = new ExplainedCommand("exec", "Run a program in a sandbox: its output, its exit code",
            "warren sandbox exec box -- ls -l", "warren sandbox exec box -c 'echo $HOME'")
        {
            sandbox, program, shell, input, env, workdir, user, timeout,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new ExecRequest
            {
                Command = ReadCommand(parsed.GetValue(program), parsed.GetValue(shell)),
                Env = Pairs.Parse("--env", parsed.GetValue(env)),
                Workdir = parsed.GetValue(workdir),
                User = parsed.GetValue(user),
                TimeoutSeconds = parsed.GetValue(timeout),
            };
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            return await RemoteProgram.RunAsync(
                client.Sandboxes, parsed.GetValue(sandbox)!, request, parsed.GetValue(input) || Console.IsInputRedirected, cancellationToken);
        });
        return command;
    }

    private static SandboxCommand ReadCommand(string[]? program, string? line) => (program, line) switch
    {
        ({ Length: > 0 }, null) => new(program),
        (null or [], { Length: > 0 }) => SandboxCommand.Shell(line),
        _ => throw new WarrenException(ErrorCode.InvalidRequest, "Give either a program behind --, or a line for the shell with -c."),
    };
}
