using System.CommandLine;
using Warren.Api;
using Warren.Api.Access;
using Warren.Cli.Output;

namespace Warren.Cli.Commands.Access;

/// <summary><c>key</c> with what is below it.</summary>
internal static class KeyCommands
{
    private static readonly View<ApiKey> View = new()
    {
        Json = WarrenJson.Wire.ApiKey,
        JsonList = WarrenJson.Wire.PageApiKey,
        Id = key => key.Id,
        Name = key => key.Name,
        Headings = ["ID", "NAME~", "ACCOUNT~", "ROLES~", "WORKSPACE~", "SANDBOX", "ENDS", "AGE"],
        Row = key =>
        [
            key.Id, key.Name, key.Account, string.Join(',', key.Roles), key.Workspace ?? "everywhere", key.Sandbox ?? "all", Times.End(key.ExpiresAt), Ages.Format(key.CreatedAt),
        ],
        Details = _ => [],
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new GroupCommand("key", "Keys that speak for accounts, for programs to call the API with") { Make(), List(), Delete() };

    private static Command Make()
    {
        var name = new Argument<string>("NAME") { Description = "Its name, which no other key of the account has" };
        var role = new Option<string[]>("--role", "-r") { Description = "A role that it is narrowed to; may be repeated", HelpName = "ROLE", Required = true }.With(AccessArguments.RolesAsync);
        var workspace = new Option<string?>("--workspace") { Description = "The only workspace that it counts in; default everywhere", HelpName = "WORKSPACE" };
        var sandbox = new Option<string?>("--sandbox") { Description = "The only sandbox that it reaches, by id or name; default all", HelpName = "SANDBOX" }.With(PlaceKind.Sandbox.NamesAsync);
        var expires = new Option<DateTimeOffset?>("--expires") { Description = "When it ends: a time, or how far ahead, such as 30d; default never", HelpName = "TIME", CustomParser = Parsers.Deadline };
        var program = new Option<string?>("--service-account", "-s") { Description = "The program that it speaks for; default you", HelpName = "ACCOUNT" }.With(AccessArguments.ServiceAccountsAsync);
        return new ExplainedCommand("create", "Make a key and print it: this is the only time that it is shown",
            "warren key create laptop --role developer --expires 30d", "export WARREN_KEY=$(warren key create ci --role tool-runner -o id)",
            "warren key create demo --role developer --sandbox box --expires 12h")
        {
            name, role, workspace, sandbox, expires, program,
        }.Does(async (client, parsed, cancellationToken) =>
        {
            var made = await client.Access.Keys.CreateAsync(new()
            {
                Name = parsed.GetValue(name)!,
                Roles = parsed.GetValue(role)!,
                Workspace = parsed.GetValue(workspace),
                Sandbox = parsed.GetValue(sandbox),
                ExpiresAt = parsed.GetValue(expires),
                ServiceAccount = parsed.GetValue(program),
            }, cancellationToken);
            Write(made, parsed.Format());
        });
    }

    private static Command List()
    {
        var account = new Option<string?>("--account", "-a") { Description = "Only those that speak for this account", HelpName = "ACCOUNT" };
        return new Command("list", "List keys, without what is secret of them") { account }.Or("ls").Does(async (client, parsed, cancellationToken) =>
        {
            var keys = await client.Access.Keys.ListAsync(cancellationToken).ReadAllAsync();
            View.WriteList([.. keys.Where(key => (parsed.GetValue(account) ?? key.Account) == key.Account)], parsed.Format());
        });
    }

    private static Command Delete()
    {
        var several = NamedArgument.Several("KEY", AccessArguments.KeysAsync);
        return new Command("delete", "End keys, at once") { several }.Or("rm").Does(async (client, parsed, cancellationToken) =>
        {
            foreach (var key in parsed.GetValue(several)!)
                await client.Access.Keys.DeleteAsync(key, cancellationToken);
        });
    }

    // The key itself is what a script wants of all that is known of it; nothing else tells it ever again.
    private static void Write(ApiKeyCreated made, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            JsonOutput.Write(made, WarrenJson.Wire.ApiKeyCreated);
            return;
        }
        Console.WriteLine(made.Key);
        if (format == OutputFormat.Table)
            Screen.Remark($"this is the only time that the key {made.Info.Name} ({made.Info.Id}) is shown{(made.Info.ExpiresAt is null ? "" : $"; it ends {Times.Format(made.Info.ExpiresAt)}")}.");
    }
}
