using System.CommandLine;
using Warren.Api.Sessions;
using Warren.Cli.Output;
using Warren.Cli.Tools;

namespace Warren.Cli.Commands.Sessions;

/// <summary>The options that describe a session, for a new one and for a change.</summary>
/// <param name="forChange">Whether a session is there already: what cannot be changed is left out, and so are defaults.</param>
internal sealed class SessionOptions(bool forChange = false)
{
    private readonly Option<string?> _prompt = new("--prompt") { Description = "What its agents are told first; @FILE for what is in a file", HelpName = "TEXT" };
    private readonly Option<string[]> _agent = new Option<string[]>("--agent", "-a") { Description = "An agent that works in it, by id or name; may be repeated", HelpName = "AGENT" }.With(SessionArguments.AgentsAsync);
    private readonly Option<string[]> _secret = new Option<string[]>("--secret", "-s") { Description = "A secret that is given to all that runs in it; may be repeated", HelpName = "NAME" }.With(SessionArguments.SecretsAsync);
    private readonly Option<string[]> _label = new("--label") { Description = "Label KEY=VALUE; may be repeated", HelpName = "KEY=VALUE" };
    private readonly Option<double?> _idle = new("--idle-timeout") { Description = "Seconds without activity until it becomes idle; default 300", HelpName = "SECONDS", CustomParser = Parsers.Number };
    private readonly Option<string[]> _setup = new("--setup") { Description = "A line for its shell that is run once before it is ready; may be repeated", HelpName = "LINE" };
    private readonly LimitOptions _limits = new(forChange);

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _prompt, _agent, _secret, _label, _idle })
        {
            // What is not given stays as it is, and what is given takes the whole place of what was.
            option.Description = forChange
                ? option.Description!.Split("; default")[0].Replace("; may be repeated", "; in place of all before; may be repeated", StringComparison.Ordinal)
                : option.Description;
            command.Options.Add(option);
        }
        if (!forChange)
            command.Options.Add(_setup);
        _limits.AddTo(command);
    }

    /// <summary>What was given for a new one.</summary>
    public SessionSpec ReadSpec(ParseResult parsed, string name, string? workspace) => new()
    {
        Name = name,
        Workspace = workspace,
        StartingPrompt = GivenText.Read(parsed.GetValue(_prompt)),
        AgentIds = Several(parsed.GetValue(_agent)),
        Secrets = Several(parsed.GetValue(_secret)),
        Labels = Pairs.Parse("--label", parsed.GetValue(_label)),
        IdleTimeoutSeconds = parsed.GetValue(_idle),
        Setup = parsed.GetValue(_setup) is { Length: > 0 } lines ? [.. lines.Select(Api.Sandboxes.SandboxCommand.Shell)] : null,
        Image = parsed.GetValue(_limits.Image),
        Cpu = parsed.GetValue(_limits.Cpu),
        Memory = _limits.ReadMemory(parsed),
        Disk = _limits.ReadDisk(parsed),
        Network = _limits.ReadNetwork(parsed),
    };

    /// <summary>What was given for a change.</summary>
    public SessionPatch ReadPatch(ParseResult parsed, string? name) => new()
    {
        Name = name,
        StartingPrompt = GivenText.Read(parsed.GetValue(_prompt)),
        AgentIds = Several(parsed.GetValue(_agent)),
        Secrets = Several(parsed.GetValue(_secret)),
        Labels = Pairs.Parse("--label", parsed.GetValue(_label)),
        IdleTimeoutSeconds = parsed.GetValue(_idle),
        Cpu = parsed.GetValue(_limits.Cpu),
        Memory = _limits.ReadMemory(parsed),
        Network = _limits.ReadNetwork(parsed),
    };

    /// <summary>What was given at least once; null for nothing.</summary>
    public static IReadOnlyList<string>? Several(string[]? given) => given is { Length: > 0 } ? given : null;
}
