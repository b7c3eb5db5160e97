using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Warren.Api;
using Warren.Api.Access;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Commands.Access;

/// <summary><c>quota</c> with what is below it.</summary>
internal static class QuotaCommands
{
    private static readonly string[] Names = ["Sandboxes", "CPU", "Memory", "Disk", "Artifacts", "Run time", "Requests per minute"];

    private static readonly View<Quota> View = new()
    {
        Json = WarrenJson.Wire.Quota,
        JsonList = WarrenJson.Wire.PageQuota,
        Id = quota => quota.Name,
        Headings = ["NAME~", "KIND", "SANDBOXES", "CPU", "MEMORY", "DISK", "ARTIFACTS", "RUN TIME", "PER MIN"],
        Row = quota => [quota.Name, Lower(quota.Kind), .. Uses(quota).Select(use => new Cell(use.Text, use.IsFull ? Tone.Bad : Tone.Plain))],
        Details = quota => [("Name", quota.Name), ("Kind", Lower(quota.Kind)), .. Names.Zip(Uses(quota), (name, use) => (name, (string?)use.Text))],
    };

    /// <summary>Makes the command.</summary>
    public static Command Create() => new GroupCommand("quota", "What accounts and workspaces use, of what they may") { List(), Get(), Set() };

    private static Command List() => new Command("list", "List quotas: what there is of what there may be").Or("ls").Does(async (client, parsed, cancellationToken) =>
        View.WriteList(await client.Access.Quotas.ListAsync(cancellationToken).ReadAllAsync(), parsed.Format()));

    private static Command Get()
    {
        var (name, kind) = (Name(), Kind());
        return new Command("get", "Show the quota of an account or workspace") { name, kind }.Does(async (client, parsed, cancellationToken) =>
            View.WriteOne(
                await FindAsync(client, parsed.GetValue(name)!, parsed.GetValue(kind), cancellationToken)
                    ?? throw new WarrenException(ErrorCode.NotFound, $"There is no quota of '{parsed.GetValue(name)}'; `warren quota list` shows those that there are."),
                parsed.Format()));
    }

    private static Command Set()
    {
        var (name, kind, limits) = (Name(), Kind(), new QuotaOptions());
        var command = new ExplainedCommand("set", "Limit what an account or workspace uses; limits that are not given stay",
            "warren quota set alice --sandboxes 10 --memory 8g", "warren quota set default --kind workspace --cpu 16", "warren quota set alice --sandboxes none")
        {
            name, kind,
        };
        limits.AddTo(command);
        return command.Does(async (client, parsed, cancellationToken) =>
        {
            var (called, of) = (parsed.GetValue(name)!, parsed.GetValue(kind));
            var before = await FindAsync(client, called, of, cancellationToken);
            var request = new QuotaRequest { Kind = of ?? before?.Kind, Limits = limits.Read(parsed, before?.Limits ?? new()) };
            View.WriteChanged(await client.Access.Quotas.SetAsync(called, request, cancellationToken), parsed.Format());
        });
    }

    private static async Task<Quota?> FindAsync(WarrenClient client, string name, QuotaKind? kind, CancellationToken cancellationToken)
    {
        var found = (await client.Access.Quotas.ListAsync(cancellationToken).ReadAllAsync()).Where(quota => quota.Name == name && (kind ?? quota.Kind) == quota.Kind).ToList();
        return found.Count < 2 ? found.SingleOrDefault()
            : throw new WarrenException(ErrorCode.InvalidRequest, $"There is an account and a workspace of the name '{name}'; say which one with --kind.");
    }

    private static Argument<string> Name() => new("NAME") { Description = "Name of the account or workspace" };

    private static Option<QuotaKind?> Kind() => new Option<QuotaKind?>("--kind", "-k")
    {
        Description = "What the name is of; default the account where there is one, else the workspace",
        HelpName = "account|workspace",
        CustomParser = ParseKind,
    }.OneOf("account", "workspace");

    private static QuotaKind? ParseKind(ArgumentResult given) => Parsers.OneOf(given, Enum.GetValues<QuotaKind>().ToDictionary(Lower, kind => (QuotaKind?)kind));

    private static string Lower(QuotaKind kind) => kind.ToString().ToLowerInvariant();

    private static IEnumerable<(string Text, bool IsFull)> Uses(Quota quota)
    {
        var (limits, usage) = (quota.Limits, quota.Usage);
        return
        [
            Of(usage.Sandboxes, limits.Sandboxes, Number),
            Of(usage.Cpu, limits.Cpu, Number),
            Of(usage.Memory, limits.Memory, Size),
            Of(usage.Disk, limits.Disk, Size),
            Of(usage.Artifacts, limits.Artifacts, Size),
            Of(usage.RunTimeSeconds, limits.RunTimeSeconds, seconds => Ages.Format(TimeSpan.FromSeconds(seconds))),
            Of(usage.RequestsPerMinute, limits.RequestsPerMinute, Number),
        ];
    }

    private static (string, bool) Of(double used, double? limit, Func<double, string> format) =>
        (limit is { } most ? $"{format(used)} of {format(most)}" : format(used), used >= limit);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Size(double bytes) => Sizes.Format((long)bytes);
}
