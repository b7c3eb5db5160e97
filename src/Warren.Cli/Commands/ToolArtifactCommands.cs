using System.CommandLine;
using System.CommandLine.Parsing;
using Warren.Api;
using Warren.Api.Tools;
using Warren.Cli.Output;
using Warren.Cli.Tools;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary><c>tool artifacts</c> and <c>tool link</c>.</summary>
internal static class ToolArtifactCommands
{
    /// <summary>Lists, prints and copies what a run has.</summary>
    public static Command Artifacts()
    {
        var run = ToolArguments.Run();
        var names = new Argument<string[]>("NAME") { Description = "Which ones; one without --dir is printed", Arity = ArgumentArity.ZeroOrMore };
        var kind = Kind();
        var folder = ToolArguments.Folder("Folder that they are copied to: those that are named, else all that the run made");
        var force = ToolArguments.Force();
        var command = new ExplainedCommand("artifacts", "List what a run was given and what it made; print or copy it",
            "warren tool artifacts RUN", "warren tool artifacts RUN stdout", "warren tool artifacts RUN --dir out", "warren tool artifacts RUN report.html chart.png --dir out")
        {
            run, names, kind, folder, force,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var (id, target) = (parsed.GetValue(run)!, ToolRunCommand.Folder(parsed, folder, force));
            var all = await ReadAsync(client.Tools, id, parsed.GetValue(kind), cancellationToken);
            var chosen = (parsed.GetValue(names) ?? []).Select(name => Find(all, id, name)).ToList();
            if (target is null && chosen.Count == 0)
                Listing(all).Write(parsed.Format());
            else if (target is not null)
                await SaveAsync(client.Tools, id, target, chosen.Count > 0 ? chosen : OfOneKind(all, parsed.GetValue(kind)), cancellationToken);
            else
                await PrintAsync(client.Tools, id, chosen, cancellationToken);
            return 0;
        });
        return command;
    }

    /// <summary>A link to one.</summary>
    public static Command Link()
    {
        var run = ToolArguments.Run();
        var name = new Argument<string>("NAME") { Description = "Which artifact" };
        var kind = Kind();
        var expires = new Option<int?>("--expires") { Description = "Seconds that it works, at most a day; default an hour", HelpName = "SECONDS", CustomParser = Parsers.Count };
        var command = new ExplainedCommand("link", "Make a link to an artifact that works without credentials, for a time", "warren tool link RUN report.html --expires 600")
        {
            run, name, kind, expires,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new ToolLinkRequest { Name = parsed.GetValue(name)!, Kind = parsed.GetValue(kind), ExpiresInSeconds = parsed.GetValue(expires) };
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var link = await client.Tools.CreateLinkAsync(parsed.GetValue(run)!, request, cancellationToken);
            if (parsed.Format() == OutputFormat.Json)
                JsonOutput.Write(link, WarrenJson.Wire.Link);
            else
                Console.WriteLine(link.Url);
            return 0;
        });
        return command;
    }

    private static Option<ToolArtifactKind?> Kind() => new("--kind")
    {
        Description = "What the run was given, or what it made; of a name that both have the latter",
        HelpName = "input|output",
        CustomParser = ParseKind,
        CompletionSources = { "input", "output" },
    };

    private static async Task<List<ToolArtifact>> ReadAsync(ToolClient client, string run, ToolArtifactKind? kind, CancellationToken cancellationToken)
    {
        List<ToolArtifact> artifacts = [];
        await foreach (var artifact in client.Artifacts.ListAsync(run, cancellationToken))
            if (kind is null || artifact.Kind == kind)
                artifacts.Add(artifact);
        return artifacts;
    }

    private static ToolArtifact Find(List<ToolArtifact> artifacts, string run, string name) =>
        artifacts.Where(artifact => artifact.Name == name).MaxBy(artifact => artifact.Kind == ToolArtifactKind.Output)
        ?? throw new WarrenException(ErrorCode.NotFound, $"The run has no artifact '{name}'; `warren tool artifacts {run}` shows what it has.");

    private static List<ToolArtifact> OfOneKind(List<ToolArtifact> artifacts, ToolArtifactKind? kind) =>
        [.. artifacts.Where(artifact => artifact.Kind == (kind ?? ToolArtifactKind.Output))];

    private static async Task SaveAsync(ToolClient client, string run, ArtifactFolder target, List<ToolArtifact> chosen, CancellationToken cancellationToken)
    {
        var session = (await client.GetRunAsync(run, cancellationToken)).SessionId;
        await target.SaveAsync(client.Artifacts, session, run, chosen, cancellationToken);
        Screen.Notice($"{chosen.Count} {(chosen.Count == 1 ? "file" : "files")} copied.");
    }

    private static async Task PrintAsync(ToolClient client, string run, List<ToolArtifact> chosen, CancellationToken cancellationToken)
    {
        if (chosen is not [var artifact])
            throw new WarrenException(ErrorCode.InvalidRequest, "Several artifacts do not go to standard output; give --dir FOLDER, or one of them.");
        var session = (await client.GetRunAsync(run, cancellationToken)).SessionId;
        await foreach (var piece in client.Artifacts.ReadAsync(session, run, artifact, cancellationToken))
            await StandardStream.Output.WriteAsync(piece, cancellationToken);
    }

    private static Listing<ToolArtifact> Listing(IReadOnlyList<ToolArtifact> artifacts) => new()
    {
        Items = artifacts,
        Json = WarrenJson.Wire.PageToolArtifact,
        Id = artifact => Screen.IsTerminal ? Screen.Printable(artifact.Name) : artifact.Name,
        Headings = ["KIND", "SIZE", "TYPE~", "NAME"],
        Row = artifact => [artifact.Kind.ToString().ToLowerInvariant(), Sizes.Format(artifact.Size), artifact.ContentType, artifact.Name],
    };

    private static ToolArtifactKind? ParseKind(ArgumentResult given) =>
        Parsers.OneOf(given, Enum.GetValues<ToolArtifactKind>().ToDictionary(kind => kind.ToString().ToLowerInvariant(), kind => (ToolArtifactKind?)kind));
}
