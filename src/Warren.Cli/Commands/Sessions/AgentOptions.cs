using System.CommandLine;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Api.Sessions;
using Warren.Cli.Tools;

namespace Warren.Cli.Commands.Sessions;

/// <summary>The options that define an agent, for a new one and for a change.</summary>
internal sealed class AgentOptions
{
    private readonly Option<string?> _description = new("--description", "-d") { Description = "What it is for", HelpName = "TEXT" };
    private readonly Option<string?> _instructions = new("--instructions") { Description = "What it is told of its work; @FILE for what is in a file", HelpName = "TEXT" };
    private readonly Option<string?> _model = new("--model") { Description = "The model that it works with", HelpName = "MODEL" };
    private readonly Option<string?> _command = new("--command", "-c") { Description = "A line for the shell, run in every session which has the agent: messages come as lines of JSON on its input, lines of JSON that it prints are its answers", HelpName = "LINE" };
    private readonly Option<string?> _tools = Json("--tools", "Its tools");
    private readonly Option<string?> _routes = Json("--routes", "Its routes");
    private readonly Option<string?> _guardrails = Json("--guardrails", "Its guardrails");
    private readonly Option<string?> _knowledge = Json("--knowledge-bases", "Its knowledge bases");
    private readonly Option<bool> _active = new("--active") { Description = "Let it work" };
    private readonly Option<bool> _inactive = new("--inactive") { Description = "Give it no messages" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _description, _instructions, _model, _command, _tools, _routes, _guardrails, _knowledge, _active, _inactive })
            command.Options.Add(option);
    }

    /// <summary>What was given for a new one.</summary>
    public AgentSpec ReadSpec(ParseResult parsed, string name, string? workspace)
    {
        var given = ReadPatch(parsed, name);
        return new()
        {
            Name = name,
            Workspace = workspace,
            Description = given.Description,
            Instructions = given.Instructions,
            Model = given.Model,
            Command = given.Command,
            Tools = given.Tools,
            Routes = given.Routes,
            Guardrails = given.Guardrails,
            KnowledgeBases = given.KnowledgeBases,
            Active = given.Active,
        };
    }

    /// <summary>What was given for a change.</summary>
    public AgentPatch ReadPatch(ParseResult parsed, string? name) => new()
    {
        Name = name,
        Description = parsed.GetValue(_description),
        Instructions = GivenText.Read(parsed.GetValue(_instructions)),
        Model = parsed.GetValue(_model),
        Command = parsed.GetValue(_command) is { } line ? SandboxCommand.Shell(line) : null,
        Tools = GivenText.ReadJson("--tools", parsed.GetValue(_tools)),
        Routes = GivenText.ReadJson("--routes", parsed.GetValue(_routes)),
        Guardrails = GivenText.ReadJson("--guardrails", parsed.GetValue(_guardrails)),
        KnowledgeBases = GivenText.ReadJson("--knowledge-bases", parsed.GetValue(_knowledge)),
        Active = (parsed.GetValue(_active), parsed.GetValue(_inactive)) switch
        {
            (false, false) => null,
            (true, true) => throw new WarrenException(ErrorCode.InvalidRequest, "Give either --active or --inactive, not both."),
            var (active, _) => active,
        },
    };

    private static Option<string?> Json(string name, string what) =>
        new(name) { Description = $"{what}, in JSON of any form that its program reads; @FILE for what is in a file", HelpName = "JSON" };
}
