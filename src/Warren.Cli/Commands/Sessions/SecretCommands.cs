using System.CommandLine;
using Warren.Api;
using Warren.Api.Sessions;
using Warren.Cli.Output;
using Warren.Cli.Terminals;
using Warren.Client;

namespace Warren.Cli.Commands.Sessions;

/// <summary><c>secret</c> with what is below it.</summary>
internal static class SecretCommands
{
    private static readonly Option<string?> Workspace = new("--workspace") { Description = "The workspace; default 'default', or that of the session", HelpName = "WORKSPACE" };
    private static readonly Option<string?> Session = new Option<string?>("--session") { Description = "The one session that it is of, by id or name; default all of the workspace", HelpName = "SESSION" }.With(PlaceKind.Session.NamesAsync);

    /// <summary>Makes the command.</summary>
    public static Command Create() => new GroupCommand("secret", "Keep secrets for sessions: they go in and never come out") { List(), Set(), Delete() };

    private static Command List()
    {
        var workspace = WorkspaceOption.OfList();
        var session = new Option<string?>("--session") { Description = "Only those of this session", HelpName = "SESSION" }.With(PlaceKind.Session.NamesAsync);
        var all = new Option<bool>("--all", "-A") { Description = "Those of others, too" };
        return new Command("list", "List the names of secrets") { workspace, session, all }.Or("ls").Does(async (client, parsed, cancellationToken) => new Listing<Secret>
        {
            Items = await client.Secrets.ListAsync(parsed.GetValue(workspace), parsed.GetValue(session), parsed.GetValue(all), cancellationToken).ReadAllAsync(),
            Json = WarrenJson.Wire.PageSecret,
            Id = secret => secret.Name,
            Headings = ["NAME~", "WORKSPACE~", "SESSION", "OWNER~", "AGE"],
            Row = secret => [secret.Name, secret.Workspace, secret.SessionId ?? "all", secret.CreatedBy, Ages.Format(secret.CreatedAt)],
        }.Write(parsed.Format()));
    }

    private static Command Set()
    {
        var name = new Argument<string>("NAME") { Description = "Its name, which is that of the environment variable" };
        var file = new Option<string?>("--value-file") { Description = "File that holds the value; default standard input, or asked for on a terminal", HelpName = "FILE" };
        return new ExplainedCommand("set", "Keep a secret, in place of the one of the name; a line end at the end of the value is no part of it",
            "warren secret set API_KEY", "pass show api-key | warren secret set API_KEY", "warren secret set API_KEY --session work --value-file key.txt")
        {
            name, file, Workspace, Session,
        }.Does(async (client, parsed, cancellationToken) =>
        {
            var spec = new SecretSpec
            {
                Name = parsed.GetValue(name)!,
                Value = parsed.GetValue(file) is { } path ? HiddenText.ReadFile(path) : await HiddenText.ReadAsync($"Value of {parsed.GetValue(name)}", cancellationToken),
                Workspace = parsed.GetValue(Workspace),
                Session = parsed.GetValue(Session),
            };
            var kept = await KeepAsync(client.Secrets, spec, cancellationToken);
            if (parsed.Format() == OutputFormat.Json)
                JsonOutput.Write(kept, WarrenJson.Wire.Secret);
        });
    }

    // That one of the name is there is said only of a value that is right.
    private static async Task<Secret> KeepAsync(SecretClient secrets, SecretSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            return await secrets.CreateAsync(spec, cancellationToken);
        }
        catch (WarrenException failure) when (failure.Code == ErrorCode.Conflict)
        {
            return await secrets.UpdateAsync(spec.Name, new() { Value = spec.Value }, spec.Workspace, spec.Session, cancellationToken);
        }
    }

    private static Command Delete()
    {
        var names = NamedArgument.Several("NAME", SessionArguments.SecretsAsync, "Their names");
        return new Command("delete", "Delete secrets; what runs already keeps them") { names, Workspace, Session }.Or("rm").Does(async (client, parsed, cancellationToken) =>
        {
            foreach (var name in parsed.GetValue(names)!)
                await client.Secrets.DeleteAsync(name, parsed.GetValue(Workspace), parsed.GetValue(Session), cancellationToken);
        });
    }
}
