using System.CommandLine;
using Warren.Api;
using Warren.Api.Sessions;
using Warren.Cli.Output;
using Warren.Cli.Tools;

namespace Warren.Cli.Commands.Sessions;

/// <summary><c>session create</c>, <c>session update</c> and <c>session remix</c>.</summary>
internal static class SessionMakingCommands
{
    /// <summary>Makes a session.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Its name, which no other of the workspace has" };
        var workspace = WorkspaceOption.OfNew();
        var key = new Option<string?>("--idempotency-key") { Description = "The same key gives the same session, however often it is asked for", HelpName = "KEY" };
        var options = new SessionOptions();
        var command = new ExplainedCommand("create", "Create a session and print its id",
            "warren session create work", "warren session create work --prompt @task.md --agent coder --idle-timeout 900",
            "warren session create work --secret API_KEY --setup 'git clone /mirror/repository .'")
        {
            name, workspace, key,
        };
        options.AddTo(command);
        return command.Does(async (client, parsed, cancellationToken) =>
        {
            var spec = options.ReadSpec(parsed, parsed.GetValue(name)!, parsed.GetValue(workspace));
            await ImageProvision.EnsureAsync(client, spec.Image, cancellationToken);
            SessionCommands.WriteMade(await client.Sessions.CreateAsync(spec, parsed.GetValue(key), cancellationToken), parsed.Format());
        });
    }

    /// <summary>Changes one.</summary>
    public static Command Update()
    {
        var session = PlaceKind.Session.One();
        var name = new Option<string?>("--name", "-n") { Description = "A new name", HelpName = "NAME" };
        var options = new SessionOptions(forChange: true);
        var command = new ExplainedCommand("update", "Change a session: name, prompt, agents, secrets, labels, limits",
            "warren session update work --idle-timeout 3600", "warren session update work --agent coder --agent reviewer")
        {
            session, name,
        };
        options.AddTo(command);
        PlaceKind.Session.AddTo(command);
        return command.Does(async (client, parsed, cancellationToken) =>
        {
            var patch = options.ReadPatch(parsed, parsed.GetValue(name));
            if (patch == new SessionPatch())
                throw new WarrenException(ErrorCode.InvalidRequest, "Nothing is to be changed; give at least one of the options that --help shows.");
            var found = await PlaceKind.Session.FindAsync(client, parsed, parsed.GetValue(session)!, cancellationToken);
            SessionView.View.WriteChanged(await client.Sessions.UpdateAsync(found, patch, cancellationToken), parsed.Format());
        });
    }

    /// <summary>Makes one from another.</summary>
    public static Command Remix()
    {
        var session = PlaceKind.Session.One();
        var name = new Argument<string>("NAME") { Description = "Name of the new one" };
        var prompt = new Option<string?>("--prompt") { Description = "Its starting prompt; default the other's; @FILE for what is in a file", HelpName = "TEXT" };
        var agent = new Option<string[]>("--agent", "-a") { Description = "Its agents; default the other's; may be repeated", HelpName = "AGENT" }.With(SessionArguments.AgentsAsync);
        var noFiles = new Option<bool>("--no-files") { Description = "Begin without files; else with a copy of the other's" };
        var secrets = new Option<bool>("--secrets") { Description = "Give it the secrets of the other, too, where you may read them there" };
        var into = new Option<string?>("--into") { Description = "The workspace of the new one; default that of the other", HelpName = "WORKSPACE" };
        var command = new ExplainedCommand("remix", "Create a session from another one and print its id",
            "warren session remix work attempt-2", "warren session remix work fresh --no-files --prompt 'Begin anew'")
        {
            session, name, prompt, agent, noFiles, secrets, into,
        };
        PlaceKind.Session.AddTo(command);
        return command.Does(async (client, parsed, cancellationToken) =>
        {
            var remix = new SessionRemix
            {
                Name = parsed.GetValue(name)!,
                Prompt = GivenText.Read(parsed.GetValue(prompt)),
                AgentIds = SessionOptions.Several(parsed.GetValue(agent)),
                Files = parsed.GetValue(noFiles) ? false : null,
                Secrets = parsed.GetValue(secrets) ? true : null,
            };
            var found = await PlaceKind.Session.FindAsync(client, parsed, parsed.GetValue(session)!, cancellationToken);
            SessionCommands.WriteMade(await client.Sessions.RemixAsync(found, remix, parsed.GetValue(into), cancellationToken), parsed.Format());
        });
    }
}
