using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary><c>stats</c> of sandboxes and sessions.</summary>
internal static class StatsCommand
{
    private static readonly string[] Headings = ["NAME~", "CPU", "MEMORY", "MEM %", "DISK", "PROCS", "NET IN", "NET OUT", "UP"];

    /// <summary>Makes the command.</summary>
    public static Command Create(PlaceKind kind)
    {
        var names = new Argument<string[]>(kind.Heading) { Description = "Ids or names; default all that run", Arity = ArgumentArity.ZeroOrMore, CompletionSources = { kind.Complete } };
        var stream = new Option<bool>("--stream", "-s") { Description = "Go on measuring, until Ctrl+C" };
        var interval = new Option<int?>("--interval") { Description = "Seconds between two measurements; default 2", HelpName = "SECONDS", CustomParser = Parsers.Count };
        var it = $"warren {kind.Noun} stats";
        var command = new ExplainedCommand("stats", $"Show what {kind.Plural} use", it, $"{it} --stream {kind.Example}")
        {
            names, stream, interval,
        };
        kind.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var places = await ChooseAsync(kind, client, parsed, parsed.GetValue(names) ?? [], cancellationToken);
            var (calls, isJson) = (kind.Calls(client), parsed.Format() == OutputFormat.Json);
            if (parsed.GetValue(stream))
                await FollowAsync(calls, places, parsed.GetValue(interval) ?? 2, isJson, cancellationToken);
            else
                await ShowAsync(calls, places, isJson, cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task<List<string>> ChooseAsync(PlaceKind kind, WarrenClient client, ParseResult parsed, string[] names, CancellationToken cancellationToken)
    {
        if (names.Length == 0)
            return await kind.RunningAsync(client, cancellationToken).ReadAllAsync();
        List<string> places = [];
        foreach (var name in names)
            places.Add(await kind.FindAsync(client, parsed, name, cancellationToken));
        return places;
    }

    private static async Task ShowAsync(InsideClient calls, List<string> places, bool isJson, CancellationToken cancellationToken)
    {
        Dictionary<string, SandboxStatistics> measured = [];
        foreach (var place in places)
        {
            measured[place] = await calls.GetStatisticsAsync(place, cancellationToken);
            if (isJson)
                JsonOutput.Write(measured[place], WarrenJson.Wire.SandboxStatistics);
        }
        if (!isJson)
            StandardStream.Output.Write(Encoding.UTF8.GetBytes(Format(places, measured)));
    }

    private static async Task FollowAsync(InsideClient calls, List<string> places, int interval, bool isJson, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var samples = Channel.CreateBounded<(string, SandboxStatistics)>(places.Count + 1);
        var readers = Task.WhenAll(places.Select(place => ReadAsync(calls, place, interval, samples.Writer, ended)));
        Dictionary<string, SandboxStatistics> latest = [];
        var screen = new LiveText();
        try
        {
            await foreach (var (place, sample) in samples.Reader.ReadAllAsync(ended.Token))
            {
                latest[place] = sample;
                if (isJson)
                    JsonOutput.Write(sample, WarrenJson.Wire.SandboxStatistics);
                else if (latest.Count == places.Count)
                    screen.Show(Format(places, latest));
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A reader failed; what it failed with follows.
        }
        finally
        {
            await ended.CancelAsync();
            await readers;
        }
    }

    private static async Task ReadAsync(
        InsideClient calls, string place, int interval, ChannelWriter<(string, SandboxStatistics)> samples, CancellationTokenSource ended)
    {
        try
        {
            await foreach (var sample in calls.Feeds.FollowStatisticsAsync(place, interval, ended.Token))
                await samples.WriteAsync((place, sample), ended.Token);
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    private static string Format(List<string> places, Dictionary<string, SandboxStatistics> measured)
    {
        var table = new Table(Headings);
        foreach (var place in places)
        {
            var uses = measured[place];
            var share = uses.MemoryLimitBytes > 0 ? 100.0 * uses.MemoryBytes / uses.MemoryLimitBytes : 0;
            table.Add(
                place,
                uses.CpuPercent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{percent:0.0} %") : "-",
                Sizes.Format(uses.MemoryBytes),
                new(string.Create(CultureInfo.InvariantCulture, $"{share:0.0}"), share > 90 ? Tone.Bad : Tone.Plain),
                Sizes.Format(uses.DiskBytes),
                uses.Pids.ToString(CultureInfo.InvariantCulture),
                Sizes.Format(uses.NetworkReceivedBytes),
                Sizes.Format(uses.NetworkSentBytes),
                Ages.Format(TimeSpan.FromSeconds(uses.UptimeSeconds)));
        }
        return table.Format(Screen.Width, Screen.HasColor);
    }
}
