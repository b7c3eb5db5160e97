using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Warren.Api;
using Warren.Api.Access;
using Warren.Cli.Output;
using Warren.Client.Access;

namespace Warren.Cli.Commands.Access;

/// <summary><c>audit</c> with what is below it.</summary>
internal sealed class AuditCommands
{
    private const int DefaultLimit = 30;
    private static readonly string[] Results = [.. Enum.GetValues<AuditResult>().Select(Lower)];

    private readonly Option<string?> _actor = new("--actor", "-a") { Description = "Only what this caller did", HelpName = "NAME" };
    private readonly Option<string?> _verb = new("--verb") { Description = "Only this, such as create", HelpName = "VERB", CompletionSources = { "get", "list", "create", "update", "delete", "exec" } };
    private readonly Option<string?> _resource = new("--resource", "-r") { Description = "Only to this kind of thing, such as sandboxes", HelpName = "RESOURCE" };
    private readonly Option<string?> _name = new("--name") { Description = "Only to the thing of this name or id", HelpName = "NAME" };
    private readonly Option<AuditResult?> _result = Result();
    private readonly Option<DateTimeOffset?> _since = new("--since") { Description = "Only from then on: a time, or how long ago, such as 2h", HelpName = "TIME", CustomParser = Parsers.Moment };
    private readonly Option<DateTimeOffset?> _until = new("--until") { Description = "Only before then", HelpName = "TIME", CustomParser = Parsers.Moment };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new GroupCommand("audit", "What was done and tried: by whom, to what, from where") { new AuditCommands().List(), new AuditCommands().Export() };

    private Command List()
    {
        var limit = new Option<int?>("--limit", "-n") { Description = $"How many at most; default {DefaultLimit}", HelpName = "COUNT", CustomParser = Parsers.Count };
        return new ExplainedCommand("list", "List entries of the audit log, newest first", "warren audit list --result refused --since 1d", "warren audit list --actor alice --resource sandboxes")
        {
            _actor, _verb, _resource, _name, _result, _since, _until, limit,
        }.Or("ls").Does(async (client, parsed, cancellationToken) =>
        {
            var most = parsed.GetValue(limit) ?? DefaultLimit;
            if (most is < 1 or int.MaxValue)
                throw new WarrenException(ErrorCode.InvalidRequest, $"--limit takes a number of 1 to {int.MaxValue - 1}.");
            var entries = await client.Access.Audit.ListAsync(ReadQuery(parsed) with { Most = most + 1 }, cancellationToken).ReadAllAsync();
            Listing([.. entries.Take(most)]).Write(parsed.Format());
            if (entries.Count > most)
                Screen.Remark("there are more, which are older; --limit shows more of them.");
        });
    }

    private Command Export() => new ExplainedCommand("export", "Print all entries in JSON, one a line, oldest first", "warren audit export --since 30d > audit.jsonl")
    {
        _actor, _verb, _resource, _name, _result, _since, _until,
    }.Does(async (client, parsed, cancellationToken) =>
    {
        using var lines = await client.Access.Audit.ExportAsync(ReadQuery(parsed), cancellationToken);
        await lines.Content.CopyToAsync(StandardStream.Output, cancellationToken);
    });

    private AuditQuery ReadQuery(ParseResult parsed) => new()
    {
        Actor = parsed.GetValue(_actor),
        Verb = parsed.GetValue(_verb),
        Resource = parsed.GetValue(_resource),
        Name = parsed.GetValue(_name),
        Result = parsed.GetValue(_result),
        Since = parsed.GetValue(_since),
        Until = parsed.GetValue(_until),
    };

    private static Listing<AuditEntry> Listing(IReadOnlyList<AuditEntry> entries) => new()
    {
        Items = entries,
        Json = WarrenJson.Wire.PageAuditEntry,
        Id = entry => entry.Id.ToString(CultureInfo.InvariantCulture),
        Headings = ["TIME", "WHO~", "BY", "VERB", "WHAT~", "RESULT", "FROM~"],
        Row = entry =>
        [
            Times.Short(entry.Time),
            entry.Actor ?? "-",
            entry.Credential ?? "-",
            entry.Verb,
            entry.Name is { } name ? $"{entry.Resource}/{name}" : entry.Resource,
            new(string.Create(CultureInfo.InvariantCulture, $"{Lower(entry.Result)} {entry.Status}"), entry.Result switch { AuditResult.Done => Tone.Good, AuditResult.Refused => Tone.Bad, _ => Tone.Waiting }),
            entry.Address ?? "-",
        ],
    };

    private static Option<AuditResult?> Result() =>
        new Option<AuditResult?>("--result") { Description = "Only what came to this", HelpName = string.Join('|', Results), CustomParser = ParseResult }.OneOf(Results);

    private static AuditResult? ParseResult(ArgumentResult given) =>
        Parsers.OneOf(given, Enum.GetValues<AuditResult>().ToDictionary(Lower, result => (AuditResult?)result));

    private static string Lower(AuditResult result) => result.ToString().ToLowerInvariant();
}
