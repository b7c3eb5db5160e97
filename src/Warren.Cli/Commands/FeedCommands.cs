using System.CommandLine;
using System.Globalization;
using System.Text;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary><c>logs</c> and <c>events</c> of sandboxes and sessions.</summary>
internal static class FeedCommands
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>What ran in one wrote.</summary>
    public static Command Logs(PlaceKind kind)
    {
        var name = kind.One();
        var it = $"warren {kind.Noun} logs {kind.Example}";
        var follow = Follow();
        var since = new Option<DateTimeOffset?>("--since") { Description = "Only from then on: a time, or how long ago, such as 10m", HelpName = "TIME", CustomParser = Parsers.Moment };
        var tail = new Option<int?>("--tail", "-n") { Description = "Only the last lines", HelpName = "LINES", CustomParser = Parsers.Count };
        var exec = new Option<string?>("--exec") { Description = "Only what this exec wrote", HelpName = "EXEC" };
        var stamps = new Option<bool>("--timestamps", "-t") { Description = "Put the time in front of each line" };
        var command = new ExplainedCommand("logs", $"Show what ran in a {kind.Noun} wrote: standard output as such, standard error too", $"{it} --tail 20 -f", $"{it} --since 10m -t")
        {
            name, follow, since, tail, exec, stamps,
        };
        kind.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var query = new LogQuery { Since = parsed.GetValue(since), Tail = parsed.GetValue(tail), Exec = parsed.GetValue(exec) };
            var (feeds, place) = (kind.Calls(client).Feeds, await kind.FindAsync(client, parsed, parsed.GetValue(name)!, cancellationToken));
            var entries = parsed.GetValue(follow) ? feeds.FollowLogsAsync(place, query, cancellationToken) : feeds.ReadLogsAsync(place, query, cancellationToken);
            if (parsed.Format() == OutputFormat.Json)
                await foreach (var entry in entries)
                    JsonOutput.Write(entry, WarrenJson.Wire.LogEntry);
            else
                await WriteAsync(entries, parsed.GetValue(stamps));
            return 0;
        });
        return command;
    }

    /// <summary>What happened to sandboxes and in them: to all of them, or to a session's.</summary>
    public static Command Events(PlaceKind kind)
    {
        var isOptional = kind == PlaceKind.Sandbox;
        var place = new Argument<string?>(kind.Heading)
        {
            Description = $"Its id or name{(isOptional ? "; default all" : "")}",
            Arity = isOptional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            CompletionSources = { kind.Complete },
        };
        var follow = Follow();
        var after = new Option<long?>("--after") { Description = "Only those behind this version; with -f from now on unless given", HelpName = "VERSION", CustomParser = Parsers.Long };
        var command = new ExplainedCommand("events", $"Show what happened to {kind.Plural} and in them",
            $"warren {kind.Noun} events {kind.Example}", $"warren {kind.Noun} events {(isOptional ? "" : kind.Example + " ")}-f -o json")
        {
            place, follow, after,
        };
        kind.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var (feeds, from) = (kind.Calls(client).Feeds, parsed.GetValue(after));
            var name = parsed.GetValue(place) is { } given ? await kind.FindAsync(client, parsed, given, cancellationToken) : null;
            var entries = parsed.GetValue(follow)
                ? feeds.FollowEventsAsync(name, from ?? await feeds.GetLatestEventAsync(name, cancellationToken), cancellationToken)
                : feeds.ReadEventsAsync(name, from ?? 0, cancellationToken);
            await foreach (var entry in entries)
                if (parsed.Format() == OutputFormat.Json)
                    JsonOutput.Write(entry, WarrenJson.Wire.SandboxEvent);
                else
                    StandardStream.Output.Write(Encoding.UTF8.GetBytes(Describe(entry) + "\n"));
            return 0;
        });
        return command;
    }

    private static Option<bool> Follow() => new("--follow", "-f") { Description = "Go on with what comes, until Ctrl+C" };

    private static async Task WriteAsync(IAsyncEnumerable<LogEntry> entries, bool withTimes)
    {
        LogLines stdout = new(StandardStream.Output, withTimes), stderr = new(StandardStream.Error, withTimes);
        await foreach (var entry in entries)
        {
            if (entry.Dropped is { } dropped)
                Screen.Notice($"{dropped} bytes of {entry.Stream} are missing here: they could not be kept.");
            (entry.Stream == "stderr" ? stderr : stdout).Write(entry.Exec, entry.Time, entry.Base64 ?? Encoding.UTF8.GetBytes(entry.Text ?? ""));
        }
        stdout.Finish();
        stderr.Finish();
    }

    /// <summary>A moment as it stands in logs.</summary>
    public static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static string Describe(SandboxEvent entry)
    {
        var detail = entry switch
        {
            { Type: "truncated" } => $"older events than {entry.Version} are no longer kept",
            { Exec: { } exec } => $"{exec.Id}  {(exec.Running ? "" : $"exit {exec.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}  ")}{string.Join(' ', exec.Command.Arguments)}",
            { Snapshot: { } snapshot } => $"{snapshot.Spec.Name ?? "-"}{(snapshot.Reason is { } reason ? $"  {reason}" : "")}",
            _ => "",
        };
        var line = $"{Stamp(entry.Time)}  {entry.SandboxId,-16}  {entry.Type,-18}  {detail}".TrimEnd();
        line = Screen.Printable(line);
        return line.Length > Screen.Width ? line[..(Screen.Width - 1)] + "…" : line;
    }
}
