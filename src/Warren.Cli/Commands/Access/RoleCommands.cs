using System.CommandLine;
using Warren.Api;
using Warren.Api.Access;
using Warren.Cli.Output;

namespace Warren.Cli.Commands.Access;

/// <summary><c>role</c> with what is below it.</summary>
internal static class RoleCommands
{
    private static readonly View<Role> View = new()
    {
        Json = WarrenJson.Wire.Role,
        JsonList = WarrenJson.Wire.PageRole,
        Id = role => role.Name,
        Headings = ["NAME", "BUILT IN", "RULES~"],
        Row = role => [role.Name, role.BuiltIn ? "yes" : "no", string.Join(' ', role.Rules.Select(RuleText.Format))],
        Details = role =>
        [
            ("Name", role.Name),
            ("Built in", role.BuiltIn ? "yes" : "no"),
            .. role.Rules.Select(rule => ("Rule", (string?)RuleText.Format(rule))),
            ("Created", Times.Format(role.CreatedAt)),
        ],
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new GroupCommand("role", "Sets of rights, to be given to accounts by bindings") { Make(), List(), Get(), Delete() };

    private static Command Make()
    {
        var name = new Argument<string>("NAME") { Description = "Its name" };
        var rules = new Option<string[]>("--rule", "-r")
        {
            Description = "What it allows: VERBS:RESOURCES or VERBS:RESOURCES:NAMES, each with commas between, * for all; may be repeated",
            HelpName = "RULE",
        };
        var file = new Option<string?>("--rules-file") { Description = "File of rules in JSON, as the API has them; - is standard input", HelpName = "FILE" };
        return new ExplainedCommand("create", "Make a role",
            "warren role create starter --rule get,list:sandboxes,sessions --rule create:sessions", "warren role create box-user --rule 'get,exec:sandboxes:box'",
            "warren role get developer -o json | jq .rules | warren role create mine --rules-file -")
        {
            name, rules, file,
        }.Does(async (client, parsed, cancellationToken) =>
        {
            var request = new RoleRequest { Name = parsed.GetValue(name)!, Rules = RuleText.Read(parsed.GetValue(rules), parsed.GetValue(file)) };
            View.WriteMade(await client.Access.Roles.CreateAsync(request, cancellationToken), parsed.Format());
        });
    }

    private static Command List() => new Command("list", "List roles").Or("ls").Does(async (client, parsed, cancellationToken) =>
        View.WriteList(await client.Access.Roles.ListAsync(cancellationToken).ReadAllAsync(), parsed.Format()));

    private static Command Get()
    {
        var role = NamedArgument.One("ROLE", AccessArguments.RolesAsync, "Its name");
        return new Command("get", "Show a role") { role }.Does(async (client, parsed, cancellationToken) =>
            View.WriteOne(await client.Access.Roles.GetAsync(parsed.GetValue(role)!, cancellationToken), parsed.Format()));
    }

    private static Command Delete()
    {
        var several = NamedArgument.Several("ROLE", AccessArguments.RolesAsync, "Their names");
        return new Command("delete", "Remove roles") { several }.Or("rm").Does(async (client, parsed, cancellationToken) =>
        {
            foreach (var role in parsed.GetValue(several)!)
                await client.Access.Roles.DeleteAsync(role, cancellationToken);
        });
    }
}
