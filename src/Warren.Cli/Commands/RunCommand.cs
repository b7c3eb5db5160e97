using System.CommandLine;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary><c>run</c>: a program in a sandbox of its own, which is destroyed behind it.</summary>
internal sealed class RunCommand
{
    private const string Folder = "/workspace";
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(30);

    private readonly Argument<string?> _file = new("FILE") { Description = "The program", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string[]> _arguments = new("ARGUMENTS") { Description = "What it is given; put -- in front of what begins with -", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _code = new("--code", "-c") { Description = "The program itself instead of a file", HelpName = "CODE" };
    private readonly Option<string?> _language = new("--language", "-l")
    {
        Description = $"Its language ({Language.Known}); default by extension or first line, for --code python",
        HelpName = "LANGUAGE",
    };

    private readonly Option<double?> _timeout = new("--timeout") { Description = "Seconds after which it is killed; default none", HelpName = "SECONDS", CustomParser = Parsers.Number };
    private readonly Option<string[]> _env = new("--env", "-e") { Description = "Environment variable KEY=VALUE; may be repeated", HelpName = "KEY=VALUE" };
    private readonly SpecOptions _spec = new();

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var run = new RunCommand();
        var command = new ExplainedCommand("run", "Run a program in a fresh sandbox: its output, its exit code, nothing left behind",
            "warren run hello.py", "warren run -c 'print(6*7)'", "echo data | warren run --memory 2g tool.ts -- --verbose")
        {
            run._file, run._arguments, run._code, run._language, run._timeout, run._env,
        };
        run._spec.AddTo(command);
        command.SetAction(run.InvokeAsync);
        return command;
    }

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string[] arguments = parsed.GetValue(_file) is { } first ? [first, .. parsed.GetValue(_arguments)!] : [];
        var source = ReadSource(parsed.GetValue(_code), ref arguments, parsed.GetValue(_language));
        var spec = _spec.Read(parsed);
        var request = new ExecRequest
        {
            Command = new([.. source.Interpreter, $"{Folder}/{source.FileName}", .. arguments]),
            Env = Pairs.Parse("--env", parsed.GetValue(_env)),
            TimeoutSeconds = parsed.GetValue(_timeout),
            Workdir = Folder,
        };
        using var client = await parsed.Server().ConnectAsync(cancellationToken);
        await ImageProvision.EnsureAsync(client, spec.Image, cancellationToken);
        var sandbox = await CreateAsync(client, spec, cancellationToken);
        try
        {
            await PutAsync(client, sandbox.Id, source, cancellationToken);
            return await RemoteProgram.RunAsync(client.Sandboxes, sandbox.Id, request, Console.IsInputRedirected, cancellationToken);
        }
        finally
        {
            await DeleteAsync(client, sandbox.Id);
        }
    }

    // A sandbox whose creation was asked for is waited for also after Ctrl+C: only then it can be removed.
    private static async Task<SandboxSnapshot> CreateAsync(WarrenClient client, SandboxSpec spec, CancellationToken cancellationToken)
    {
        var sandbox = await client.Sandboxes.CreateAsync(spec, CancellationToken.None);
        if (!cancellationToken.IsCancellationRequested)
            return sandbox;
        await DeleteAsync(client, sandbox.Id);
        throw new OperationCanceledException(cancellationToken);
    }

    private static async Task DeleteAsync(WarrenClient client, string sandbox)
    {
        using var limit = new CancellationTokenSource(CleanUpLimit, TimeProvider.System);
        await client.Sandboxes.DeleteAsync(sandbox, limit.Token);
    }

    private static ProgramSource ReadSource(string? code, ref string[] arguments, string? language)
    {
        if (code is not null)
            return ProgramSource.FromCode(code, language);
        if (arguments is not [var file, ..])
            throw new WarrenException(ErrorCode.InvalidRequest, "What is to be run is missing; give a file, or code with -c.");
        arguments = arguments[1..];
        return ProgramSource.FromFile(file, language);
    }

    private static async Task PutAsync(WarrenClient client, string sandbox, ProgramSource source, CancellationToken cancellationToken)
    {
        var written = await client.Sandboxes.RunAsync(sandbox, new ExecRequest
        {
            Command = new(["/bin/sh", "-c", "cat > \"$1\"", "sh", $"{Folder}/{source.FileName}"]),
            Stdin = source.Text,
        }, cancellationToken);
        if (written.ExitCode != 0)
            throw new WarrenException(ErrorCode.SandboxFailed, $"The program could not be put into the sandbox: {written.Stderr.Trim()}");
    }
}
