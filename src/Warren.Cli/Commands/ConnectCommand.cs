using System.CommandLine;
using Warren.Cli.Interactive;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary><c>connect</c>: work with sessions and the API line by line.</summary>
internal static class ConnectCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "connect";

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var use = new Option<string?>("--session", "-s") { Description = "Work in this session from the start on", HelpName = "SESSION" };
        var command = new ExplainedCommand(Name, "Talk to sessions and call the API, line by line; with history and completion on a terminal, from a script otherwise",
            "warren connect", "warren connect --session lab", "printf '/use lab\\n!make test\\n' | warren connect")
        {
            use,
        };
        // Not cancelled by signals: Ctrl+C is for what a line does.
        command.SetAction((parsed, _) => RunAsync(parsed, parsed.GetValue(use)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string? session)
    {
        var (server, state) = (parsed.Server(), parsed.State());
        using var interrupts = new Interrupts();
        using var script = TerminalDevice.IsInteractive ? null : new ScriptLines(StandardStream.Input);
        ConnectLoop? loop = null;
        var completer = new ConnectCompleter(cancellationToken => loop!.ConnectAsync(cancellationToken));
        ILineSource lines = script is null ? new TerminalLines(new LineHistory(Path.Combine(state.Path, "connect-history")), completer) : script;
        using (loop = new ConnectLoop(server, state, lines, interrupts))
        {
            await loop.ConnectAsync(interrupts.Ended); // Who is refused is told so at once.
            if (session is not null)
                await loop.UseAsync(session, interrupts.Ended);
            if (lines.IsInteractive)
                Console.WriteLine($"Connected to {server.FindAddress()?.GetLeftPart(UriPartial.Authority)}. /help shows what there is, Tab completes, /quit leaves.");
            return await loop.RunAsync();
        }
    }
}
