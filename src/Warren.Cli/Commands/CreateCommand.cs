using System.CommandLine;
using System.Globalization;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary><c>sandbox create</c>.</summary>
internal sealed class CreateCommand
{
    private readonly Option<string?> _name = new("--name", "-n") { Description = "A name, to use in place of the id", HelpName = "NAME" };
    private readonly Option<string[]> _env = new("--env", "-e") { Description = "Environment variable KEY=VALUE of all that runs in it; may be repeated", HelpName = "KEY=VALUE" };
    private readonly Option<string?> _workdir = new("--workdir", "-w") { Description = "Folder that commands start in; default /workspace", HelpName = "FOLDER" };
    private readonly Option<string?> _user = new("--user", "-u") { Description = "User that commands run as; default agent", HelpName = "USER" };
    private readonly Option<string[]> _label = new("--label") { Description = "Label KEY=VALUE; may be repeated", HelpName = "KEY=VALUE" };
    private readonly Option<string[]> _mount = new("--mount", "-v") { Description = "Folder of the host that the operator has allowed, HOST:SANDBOX or HOST:SANDBOX:ro; may be repeated", HelpName = "MOUNT" };
    private readonly Option<string[]> _port = new("--port", "-p") { Description = "Name for a port, NAME=PORT; may be repeated. Every port can be reached by its number", HelpName = "NAME=PORT" };
    private readonly Option<string?> _entrypoint = new("--entrypoint") { Description = "A line for the shell that runs as long as the sandbox", HelpName = "LINE" };
    private readonly Option<string?> _restart = new("--restart") { Description = "When that is started again: never, on-failure, on-failure:RETRIES or always", HelpName = "POLICY", CompletionSources = { "never", "on-failure", "always" } };
    private readonly Option<string?> _key = new("--idempotency-key") { Description = "The same key gives the same sandbox, however often it is asked for", HelpName = "KEY" };
    private readonly SpecOptions _spec = new();
    private readonly LifetimeOptions _lifetime = new();

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var create = new CreateCommand();
        var command = new ExplainedCommand("create", "Create a sandbox and print its id",
            "warren sandbox create -n box --memory 1g", "warren sandbox create --idle-timeout 600 --on-timeout pause --auto-resume",
            "warren sandbox create --entrypoint 'python3 -m http.server 8000' --restart always --port web=8000")
        {
            create._name, create._env, create._workdir, create._user, create._label, create._mount, create._port,
            create._entrypoint, create._restart, create._key,
        };
        create._spec.AddTo(command);
        create._lifetime.AddTo(command);
        command.SetAction(create.InvokeAsync);
        return command;
    }

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var asked = ReadSpec(parsed);
        using var client = await parsed.Server().ConnectAsync(cancellationToken);
        await ImageProvision.EnsureAsync(client, asked.Image, cancellationToken);
        var made = await client.Sandboxes.CreateAsync(asked, parsed.GetValue(_key), cancellationToken);
        if (parsed.Format() == OutputFormat.Json)
            JsonOutput.Write(made, WarrenJson.Wire.SandboxSnapshot);
        else
            Console.WriteLine(parsed.Format() == OutputFormat.Name ? made.Spec.Name ?? made.Id : made.Id);
        return 0;
    }

    private SandboxSpec ReadSpec(ParseResult parsed) => _spec.Read(parsed) with
    {
        Name = parsed.GetValue(_name),
        Env = Pairs.Parse("--env", parsed.GetValue(_env)),
        Workdir = parsed.GetValue(_workdir),
        User = parsed.GetValue(_user),
        Labels = Pairs.Parse("--label", parsed.GetValue(_label)),
        Lifetime = _lifetime.Read(parsed),
        Mounts = parsed.GetValue(_mount) is { Length: > 0 } mounts ? [.. mounts.Select(ParseMount)] : null,
        Ports = Pairs.Parse("--port", parsed.GetValue(_port))?.Select(ParsePort).ToList(),
        Entrypoint = ReadEntrypoint(parsed.GetValue(_entrypoint), parsed.GetValue(_restart)),
    };

    private static SandboxMount ParseMount(string text) => text.Split(':') switch
    {
        [{ Length: > 0 } source, { Length: > 0 } target] => new() { Source = Path.GetFullPath(source), Target = target },
        [{ Length: > 0 } source, { Length: > 0 } target, var mode] when mode is "ro" or "rw" => new() { Source = Path.GetFullPath(source), Target = target, ReadOnly = mode == "ro" },
        _ => throw new WarrenException(ErrorCode.InvalidRequest, $"'{text}' is not what --mount takes; write HOST:SANDBOX, with :ro behind it to allow reading only."),
    };

    private static NamedPort ParsePort(KeyValuePair<string, string> pair) =>
        int.TryParse(pair.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new() { Name = pair.Key, Port = port }
            : throw new WarrenException(ErrorCode.InvalidRequest, $"'{pair.Value}' is no port; write --port NAME=PORT, such as web=8000.");

    private static SandboxEntrypoint? ReadEntrypoint(string? line, string? restart)
    {
        if (line is null)
            return restart is null ? null : throw new WarrenException(ErrorCode.InvalidRequest, "--restart is for --entrypoint, which is missing.");
        var (policy, retries) = (restart ?? "never").Split(':') switch
        {
            ["never"] => (RestartPolicy.Never, (int?)null),
            ["always"] => (RestartPolicy.Always, null),
            ["on-failure"] => (RestartPolicy.OnFailure, null),
            ["on-failure", var count] when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var most) => (RestartPolicy.OnFailure, most),
            _ => throw new WarrenException(ErrorCode.InvalidRequest, $"'{restart}' is not what --restart takes; give never, on-failure, on-failure:RETRIES or always."),
        };
        return new() { Command = SandboxCommand.Shell(line), Restart = policy, MaxRetries = retries };
    }
}
