using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using Warren.Api;
using Warren.Api.Tools;
using Warren.Cli.Output;
using Warren.Cli.Tools;

namespace Warren.Cli.Commands;

/// <summary><c>tool runs</c> with what is below it.</summary>
internal static class ToolHistoryCommands
{
    private const int DefaultLimit = 30;
    private static readonly string[] States = [.. Enum.GetValues<ToolRunState>().Select(Lower)];

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var session = ToolArguments.Session("Only those with this label");
        var tool = new Option<string?>("--tool", "-t") { Description = "Only those of this tool", HelpName = "TOOL", CompletionSources = { ToolArguments.CompleteTools } };
        var state = new Option<ToolRunState?>("--state") { Description = "Only those in this state", HelpName = string.Join('|', States), CustomParser = ParseState };
        state.CompletionSources.Add(States);
        var limit = new Option<int?>("--limit", "-n") { Description = $"How many at most; default {DefaultLimit}", HelpName = "COUNT", CustomParser = Parsers.Count };
        var command = new ExplainedCommand("runs", "List runs of tools, newest first", "warren tool runs --state failed", "warren tool runs delete --session job-42")
        {
            session, tool, state, limit, Show(), Rerun(), Delete(),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var most = parsed.GetValue(limit) ?? DefaultLimit;
            if (most is < 1 or int.MaxValue)
                throw new WarrenException(ErrorCode.InvalidRequest, $"--limit takes a number of 1 to {int.MaxValue - 1}.");
            var query = new Client.ToolRunQuery { SessionId = parsed.GetValue(session), Tool = parsed.GetValue(tool), State = parsed.GetValue(state), Most = most + 1 };
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            List<ToolRun> runs = [];
            await foreach (var run in client.Tools.ListRunsAsync(query, cancellationToken))
                runs.Add(run);
            Listing([.. runs.Take(most)]).Write(parsed.Format());
            if (runs.Count > most)
                Screen.Notice("there are more, which are older; --limit shows more of them.");
            return 0;
        });
        return command;
    }

    private static Command Show()
    {
        var run = ToolArguments.Run();
        var request = new Option<bool>("--request") { Description = "The body that it was asked for with, in JSON" };
        var result = new Option<bool>("--result") { Description = "What came of it, in JSON" };
        var command = new Command("show", "Show a run") { run, request, result };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var id = parsed.GetValue(run)!;
            if (parsed.GetValue(request))
                JsonOutput.Write(await client.Tools.GetRequestAsync(id, cancellationToken), WarrenJson.Wire.JsonElement);
            if (parsed.GetValue(result))
                JsonOutput.Write(await client.Tools.GetResultAsync(id, cancellationToken), WarrenJson.Wire.ToolResult);
            if (parsed.GetValue(request) || parsed.GetValue(result))
                return 0;
            var found = await client.Tools.GetRunAsync(id, cancellationToken);
            if (parsed.Format() == OutputFormat.Json)
                JsonOutput.Write(found, WarrenJson.Wire.ToolRun);
            else
                Write(found);
            return 0;
        });
        return command;
    }

    private static Command Rerun()
    {
        var run = ToolArguments.Run();
        var folder = ToolArguments.Folder("Folder that the files it writes are copied to");
        var force = ToolArguments.Force();
        var command = new Command("rerun", "Run the same again, as a run of its own") { run, folder, force };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            return await new ToolRunner(client.Tools, parsed.GetValue(CommonOptions.Output), ToolRunCommand.Folder(parsed, folder, force))
                .FollowAsync(client.Tools.StreamRerunAsync(parsed.GetValue(run)!, cancellationToken), cancellationToken);
        });
        return command;
    }

    private static Command Delete()
    {
        var runs = ToolArguments.Runs();
        var session = ToolArguments.Session("All that have this label");
        var command = new Command("delete", "Delete runs with their artifacts; what still runs is ended") { runs, session };
        command.Aliases.Add("rm");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (ids, label) = (parsed.GetValue(runs) ?? [], parsed.GetValue(session));
            if (ids.Length == 0 == label is null)
                throw new WarrenException(ErrorCode.InvalidRequest, "Give either ids of runs, or a label of theirs with --session.");
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            foreach (var run in ids)
                await client.Tools.DeleteRunAsync(run, cancellationToken);
            if (label is not null)
                Screen.Notice($"{await client.Tools.DeleteRunsAsync(label, cancellationToken)} deleted.");
            return 0;
        });
        return command;
    }

    private static Listing<ToolRun> Listing(IReadOnlyList<ToolRun> runs) => new()
    {
        Items = runs,
        Json = WarrenJson.Wire.PageToolRun,
        Id = run => run.Id,
        Headings = ["ID", "TOOL~", "SESSION~", "STATE", "EXIT", "DURATION", "FILES", "SIZE", "AGE"],
        Row = run =>
        [
            run.Id,
            run.Tool,
            run.SessionId,
            new(Lower(run.State), Tone(run)),
            run.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "-",
            Duration(run),
            run.Files.ToString(CultureInfo.InvariantCulture),
            Sizes.Format(run.Bytes),
            Ages.Format(run.CreatedAt),
        ],
    };

    private static void Write(ToolRun run)
    {
        Row("Id", run.Id);
        Row("Tool", run.Tool);
        Row("Session", run.SessionId);
        Row("State", Lower(run.State) + (run.Reason is { } reason ? $": {reason}" : ""));
        Row("Placement", run.Placement is { } placement ? placement.ToString().ToLowerInvariant() : "-");
        Row("Created", FeedCommands.Stamp(run.CreatedAt));
        Row("Started", run.StartedAt is { } started ? FeedCommands.Stamp(started) : "-");
        Row("Finished", run.FinishedAt is { } finished ? FeedCommands.Stamp(finished) : "-");
        Row("Expires", run.ExpiresAt is { } expires ? FeedCommands.Stamp(expires) : "-");
        Row("Exit code", $"{run.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "-"}{(run.TimedOut ? ", its time was up" : "")}{(run.OomKilled ? ", its memory was used up" : "")}");
        Row("Duration", Duration(run));
        Row("Artifacts", $"{run.Files} {(run.Files == 1 ? "file" : "files")}, {Sizes.Format(run.Bytes)}");
    }

    private static void Row(string name, string value) =>
        StandardStream.Output.Write(Encoding.UTF8.GetBytes($"{name + ":",-11}{Screen.Printable(value)}\n"));

    private static string Duration(ToolRun run) => run.DurationMs switch
    {
        null => "-",
        < 1000 and var milliseconds => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms"),
        var milliseconds => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.0} s"),
    };

    private static Tone Tone(ToolRun run) => run.State switch
    {
        ToolRunState.Finished => run.ExitCode == 0 ? Output.Tone.Good : Output.Tone.Bad,
        ToolRunState.Failed => Output.Tone.Bad,
        _ => Output.Tone.Waiting,
    };

    private static string Lower(ToolRunState state) => state.ToString().ToLowerInvariant();

    private static ToolRunState? ParseState(ArgumentResult given) =>
        Parsers.OneOf(given, Enum.GetValues<ToolRunState>().ToDictionary(Lower, state => (ToolRunState?)state));
}
