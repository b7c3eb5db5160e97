using System.CommandLine;
using System.Text.Json;
using Warren.Api;
using Warren.Api.Sessions;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Commands.Sessions;

/// <summary><c>agent</c> with what is below it.</summary>
internal static class AgentCommands
{
    private static readonly Option<string?> Workspace = WorkspaceOption.OfName();

    private static readonly View<Agent> View = new()
    {
        Json = WarrenJson.Wire.Agent,
        JsonList = WarrenJson.Wire.PageAgent,
        Id = agent => agent.Id,
        Name = agent => agent.Name,
        Headings = ["ID", "NAME~", "WORKSPACE~", "ACTIVE", "MODEL~", "COMMAND~", "AGE"],
        Row = agent =>
        [
            agent.Id,
            agent.Name,
            agent.Workspace,
            agent.Active ? new("yes", Tone.Good) : new("no", Tone.Waiting),
            agent.Model ?? "-",
            agent.Command is { } command ? SessionView.Line(command) : "-",
            Ages.Format(agent.CreatedAt),
        ],
        Details = Details,
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new GroupCommand("agent", "Define agents, which work in sessions") { Make(), List(), Get(), Update(), Delete() };

    private static Command Make()
    {
        var name = new Argument<string>("NAME") { Description = "Its name, which no other of the workspace has" };
        var workspace = WorkspaceOption.OfNew();
        var options = new AgentOptions();
        var command = new ExplainedCommand("create", "Define an agent and print its id",
            "warren agent create coder --instructions @coder.md --model big-model --command 'python3 /workspace/agent.py'",
            "warren agent create coder --tools '[\"shell\", \"files\"]'")
        {
            name, workspace,
        };
        options.AddTo(command);
        return command.Does(async (client, parsed, cancellationToken) =>
        {
            var spec = options.ReadSpec(parsed, parsed.GetValue(name)!, parsed.GetValue(workspace));
            View.WriteMade(await client.Agents.CreateAsync(spec, cancellationToken), parsed.Format());
        });
    }

    private static Command List()
    {
        var workspace = WorkspaceOption.OfList();
        var all = new Option<bool>("--all", "-A") { Description = "Those of others, too" };
        return new Command("list", "List agents") { workspace, all }.Or("ls").Does(async (client, parsed, cancellationToken) =>
            View.WriteList(await client.Agents.ListAsync(parsed.GetValue(workspace), parsed.GetValue(all), cancellationToken).ReadAllAsync(), parsed.Format()));
    }

    private static Command Get()
    {
        var agent = NamedArgument.One("AGENT", SessionArguments.AgentsAsync);
        return new Command("get", "Show an agent") { agent, Workspace }.Does(async (client, parsed, cancellationToken) =>
            View.WriteOne(await client.Agents.GetAsync(parsed.GetValue(agent)!, parsed.GetValue(Workspace), cancellationToken), parsed.Format()));
    }

    private static Command Update()
    {
        var agent = NamedArgument.One("AGENT", SessionArguments.AgentsAsync);
        var name = new Option<string?>("--name", "-n") { Description = "A new name", HelpName = "NAME" };
        var options = new AgentOptions();
        var command = new ExplainedCommand("update", "Change an agent; what runs already is not started anew",
            "warren agent update coder --model bigger-model", "warren agent update coder --inactive")
        {
            agent, name, Workspace,
        };
        options.AddTo(command);
        return command.Does(async (client, parsed, cancellationToken) =>
        {
            var patch = options.ReadPatch(parsed, parsed.GetValue(name));
            if (patch == new AgentPatch())
                throw new WarrenException(ErrorCode.InvalidRequest, "Nothing is to be changed; give at least one of the options that --help shows.");
            var found = await FindAsync(client, parsed, parsed.GetValue(agent)!, cancellationToken);
            View.WriteChanged(await client.Agents.UpdateAsync(found, patch, cancellationToken), parsed.Format());
        });
    }

    private static Command Delete()
    {
        var several = NamedArgument.Several("AGENT", SessionArguments.AgentsAsync);
        return new Command("delete", "Delete agents") { several, Workspace }.Or("rm").Does(async (client, parsed, cancellationToken) =>
        {
            foreach (var agent in parsed.GetValue(several)!)
                await client.Agents.DeleteAsync(await FindAsync(client, parsed, agent, cancellationToken), cancellationToken);
        });
    }

    private static async Task<string> FindAsync(WarrenClient client, ParseResult parsed, string name, CancellationToken cancellationToken) =>
        parsed.GetValue(Workspace) is { } workspace ? (await client.Agents.GetAsync(name, workspace, cancellationToken)).Id : name;

    private static IEnumerable<(string Name, string? Value)> Details(Agent agent) =>
    [
        ("Id", agent.Id),
        ("Name", agent.Name),
        ("Workspace", agent.Workspace),
        ("Active", agent.Active ? "yes" : "no"),
        ("Description", agent.Description),
        ("Instructions", agent.Instructions),
        ("Model", agent.Model),
        ("Command", agent.Command is { } command ? SessionView.Line(command) : null),
        ("Tools", Text(agent.Tools)),
        ("Routes", Text(agent.Routes)),
        ("Guardrails", Text(agent.Guardrails)),
        ("Knowledge", Text(agent.KnowledgeBases)),
        ("Owner", agent.CreatedBy),
        ("Created", Times.Format(agent.CreatedAt)),
        ("Changed", Times.Format(agent.ChangedAt)),
    ];

    private static string? Text(JsonElement? json) => json?.GetRawText();
}
