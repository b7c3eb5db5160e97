using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary><c>sandbox stats</c>.</summary>
internal static class StatsCommand
{
    private static readonly string[] Headings = ["NAME~", "CPU", "MEMORY", "MEM %", "DISK", "PROCS", "NET IN", "NET OUT", "UP"];

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var names = new Argument<string[]>("SANDBOX") { Description = "Ids or names; default all that run", Arity = ArgumentArity.ZeroOrMore, CompletionSources = { PlaceKind.Sandbox.Complete } };
        var stream = new Option<bool>("--stream", "-s") { Description = "Go on measuring, until Ctrl+C" };
        var interval = new Option<int?>("--interval") { Description = "Seconds between two measurements; default 2", HelpName = "SECONDS", CustomParser = Parsers.Count };
        var command = new ExplainedCommand("stats", "Show what sandboxes use", "warren sandbox stats", "warren sandbox stats --stream box")
        {
            names, stream, interval,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var sandboxes = await ChooseAsync(client, parsed.GetValue(names) ?? [], cancellationToken);
            var isJson = parsed.Format() == OutputFormat.Json;
            if (parsed.GetValue(stream))
                await FollowAsync(client, sandboxes, parsed.GetValue(interval) ?? 2, isJson, cancellationToken);
            else
                await ShowAsync(client, sandboxes, isJson, cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task<List<string>> ChooseAsync(WarrenClient client, string[] names, CancellationToken cancellationToken)
    {
        if (names.Length > 0)
            return [.. names];
        List<string> running = [];
        await foreach (var sandbox in client.Sandboxes.ListAsync([], cancellationToken))
            if (sandbox.State is SandboxState.Running or SandboxState.Paused)
                running.Add(sandbox.Spec.Name ?? sandbox.Id);
        return running;
    }

    private static async Task ShowAsync(WarrenClient client, List<string> sandboxes, bool isJson, CancellationToken cancellationToken)
    {
        Dictionary<string, SandboxStatistics> measured = [];
        foreach (var sandbox in sandboxes)
        {
            measured[sandbox] = await client.Sandboxes.GetStatisticsAsync(sandbox, cancellationToken);
            if (isJson)
                JsonOutput.Write(measured[sandbox], WarrenJson.Wire.SandboxStatistics);
        }
        if (!isJson)
            StandardStream.Output.Write(Encoding.UTF8.GetBytes(Format(sandboxes, measured)));
    }

    private static async Task FollowAsync(WarrenClient client, List<string> sandboxes, int interval, bool isJson, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var samples = Channel.CreateBounded<(string, SandboxStatistics)>(sandboxes.Count + 1);
        var readers = Task.WhenAll(sandboxes.Select(sandbox => ReadAsync(client, sandbox, interval, samples.Writer, ended)));
        Dictionary<string, SandboxStatistics> latest = [];
        var screen = new LiveText();
        try
        {
            await foreach (var (sandbox, sample) in samples.Reader.ReadAllAsync(ended.Token))
            {
                latest[sandbox] = sample;
                if (isJson)
                    JsonOutput.Write(sample, WarrenJson.Wire.SandboxStatistics);
                else if (latest.Count == sandboxes.Count)
                    screen.Show(Format(sandboxes, latest));
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
        WarrenClient client, string sandbox, int interval, ChannelWriter<(string, SandboxStatistics)> samples, CancellationTokenSource ended)
    {
        try
        {
            await foreach (var sample in client.Feeds.FollowStatisticsAsync(sandbox, interval, ended.Token))
                await samples.WriteAsync((sandbox, sample), ended.Token);
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    private static string Format(List<string> sandboxes, Dictionary<string, SandboxStatistics> measured)
    {
        var table = new Table(Headings);
        foreach (var sandbox in sandboxes)
        {
            var uses = measured[sandbox];
            var share = uses.MemoryLimitBytes > 0 ? 100.0 * uses.MemoryBytes / uses.MemoryLimitBytes : 0;
            table.Add(
                sandbox,
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
