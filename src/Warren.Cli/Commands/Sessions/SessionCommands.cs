using System.CommandLine;
using Warren.Api;
using Warren.Api.Sessions;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Commands.Sessions;

/// <summary><c>session</c> with what is below it.</summary>
internal static class SessionCommands
{
    private static readonly PlaceKind Kind = PlaceKind.Session;

    /// <summary>Makes the command.</summary>
    public static Command Create() => new GroupCommand("session", "Named places for agents, whose files stay when nothing runs")
    {
        SessionMakingCommands.Create(),
        List(),
        Get(),
        SessionMakingCommands.Update(),
        ExecCommand.Create(Kind),
        ShellCommand.Create(Kind),
        CopyCommand.Create(Kind),
        FilesCommands.Create(Kind),
        FeedCommands.Logs(Kind),
        FeedCommands.Events(Kind),
        StatsCommand.Create(Kind),
        PortForwardCommand.Create(Kind),
        MessageCommands.Create(),
        Change("pause", "Make sessions idle and keep what runs in them, frozen"),
        Change("suspend", "Make sessions idle and keep their files alone"),
        Change("resume", "Make idle sessions ready again"),
        SetState(),
        SessionMakingCommands.Remix(),
        Change("publish", "Let everybody read and remix sessions"),
        Change("unpublish", "Keep sessions to yourself again"),
        Delete(),
    };

    /// <summary>Prints a session that was made, and says where it is not what was asked for.</summary>
    /// <exception cref="WarrenException">It could not be started.</exception>
    public static void WriteMade(Session made, OutputFormat format)
    {
        SessionView.View.WriteMade(made, format);
        if (made.State == SessionState.Error)
            throw new WarrenException(ErrorCode.SandboxFailed,
                $"The session {made.Name} is there, but is not ready: {made.Reason}. `warren session resume {made.Name}` tries again, `warren session delete {made.Name}` removes it.");
    }

    private static Command List()
    {
        var workspace = WorkspaceOption.OfList();
        var state = new Option<SessionState?>("--state") { Description = "Only those in this state", HelpName = "STATE", CustomParser = SessionArguments.ParseState }.OneOf(SessionArguments.States);
        var label = new Option<string[]>("--label") { Description = "Only those with this label, KEY or KEY=VALUE; may be repeated", HelpName = "LABEL" };
        var all = new Option<bool>("--all", "-A") { Description = "Those of others, too" };
        var published = new Option<bool>("--published") { Description = "Those that anyone may read and remix instead" };
        return new ExplainedCommand("list", "List sessions", "warren session list --state IDLE", "warren session list --published")
        {
            workspace, state, label, all, published,
        }.Or("ls").Does(async (client, parsed, cancellationToken) =>
        {
            var query = new SessionQuery
            {
                Workspace = parsed.GetValue(workspace),
                State = parsed.GetValue(state),
                Labels = parsed.GetValue(label) ?? [],
                All = parsed.GetValue(all),
            };
            if (parsed.GetValue(published) && (query.State is not null || query.Labels.Count > 0 || query.All))
                throw new WarrenException(ErrorCode.InvalidRequest, "--published takes none of the other filters but --workspace.");
            var sessions = parsed.GetValue(published) ? client.Sessions.ListPublishedAsync(query.Workspace, cancellationToken) : client.Sessions.ListAsync(query, cancellationToken);
            SessionView.View.WriteList(await sessions.ReadAllAsync(), parsed.Format());
        });
    }

    private static Command Get()
    {
        var session = Kind.One();
        var command = new Command("get", "Show a session") { session };
        Kind.AddTo(command);
        return command.Does(async (client, parsed, cancellationToken) =>
        {
            var found = await client.Sessions.GetAsync(await Kind.FindAsync(client, parsed, parsed.GetValue(session)!, cancellationToken), workspace: null, cancellationToken);
            SessionView.View.WriteOne(found, parsed.Format());
        });
    }

    private static Command Change(string action, string description)
    {
        var several = Kind.Several();
        var command = new Command(action, description) { several };
        Kind.AddTo(command);
        return command.Does(async (client, parsed, cancellationToken) =>
        {
            foreach (var session in parsed.GetValue(several)!)
            {
                var found = await Kind.FindAsync(client, parsed, session, cancellationToken);
                SessionView.View.WriteChanged(await client.Sessions.ChangeAsync(found, action, cancellationToken), parsed.Format());
            }
        });
    }

    private static Command SetState()
    {
        var session = Kind.One();
        var state = new Argument<SessionState?>("STATE") { Description = string.Join(", ", SessionArguments.States), HelpName = "STATE", CustomParser = SessionArguments.ParseState };
        state.CompletionSources.Clear();
        state.CompletionSources.Add(SessionArguments.States);
        var command = new ExplainedCommand("set-state", "Ask for a state; the server says which ones are allowed from the one that it has", "warren session set-state work IDLE")
        {
            session, state,
        };
        Kind.AddTo(command);
        return command.Does(async (client, parsed, cancellationToken) =>
        {
            var found = await Kind.FindAsync(client, parsed, parsed.GetValue(session)!, cancellationToken);
            SessionView.View.WriteChanged(await client.Sessions.SetStateAsync(found, parsed.GetValue(state)!.Value, cancellationToken), parsed.Format());
        });
    }

    private static Command Delete()
    {
        var several = Kind.Several();
        var keep = new Option<bool>("--keep-volume") { Description = "Leave its files on the server" };
        var command = new Command("delete", "Delete sessions for ever, with their files") { several, keep };
        Kind.AddTo(command);
        return command.Or("rm").Does(async (client, parsed, cancellationToken) =>
        {
            foreach (var session in parsed.GetValue(several)!)
                await client.Sessions.DeleteAsync(await Kind.FindAsync(client, parsed, session, cancellationToken), parsed.GetValue(keep), cancellationToken);
        });
    }
}
