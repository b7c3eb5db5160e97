using Warren.Api.Tools;
using Warren.Server.Files;
using Warren.Server.Http;
using Warren.Tools.Artifacts;
using Warren.Tools.Runs;

namespace Warren.Server.Tools;

/// <summary>Describes runs and their artifacts to callers.</summary>
internal sealed class ToolResults(HostRules hosts, ToolRunOptions options)
{
    /// <summary>The beginning of the documented addresses of artifacts.</summary>
    public const string DocumentedPath = "/artifacts";

    /// <summary>The beginning of the canonical addresses of artifacts.</summary>
    public const string CanonicalPath = "/api/v0/artifacts";

    /// <summary>How a run went whose program ended.</summary>
    public ToolResult Describe(HttpContext context, ToolOutcome outcome)
    {
        var (run, stdout, stderr) = (outcome.Record.Run, Excerpt(outcome.Folder, isError: false), Excerpt(outcome.Folder, isError: true));
        return new()
        {
            Tool = run.Tool,
            SessionId = run.SessionId,
            Id = run.Id,
            ExitCode = run.ExitCode!.Value,
            Signal = outcome.Record.Signal,
            TimedOut = run.TimedOut,
            OomKilled = run.OomKilled,
            DurationMs = run.DurationMs!.Value,
            Stdout = stdout.Text,
            StdoutTrimmed = stdout.IsTrimmed,
            Stderr = stderr.Text,
            StderrTrimmed = stderr.IsTrimmed,
            Artifacts = Artifacts(context, outcome),
        };
    }

    /// <summary>Every artifact of a run, sorted by its key.</summary>
    public IEnumerable<(string Key, ToolArtifact Artifact)> List(HttpContext context, ToolOutcome outcome)
    {
        var at = Address(context, outcome.Record.Run);
        foreach (var input in outcome.Index.Inputs)
            yield return ($"0{input.Name}", Artifact(input.Name, ToolArtifactKind.Input, input.Length, at(input.Name, outcome.Index.IsShadowed(input.Name))));
        foreach (var isError in (bool[])[false, true])
            yield return (isError ? "2" : "1", Artifact(
                ArtifactFile.NameOf(isError), ToolArtifactKind.Output, outcome.Folder.StreamLength(isError), at(ArtifactFile.NameOf(isError), false)));
        foreach (var output in outcome.Index.Outputs)
            yield return ($"3{output.Name}", Artifact(output.Name, ToolArtifactKind.Output, output.Length, at(output.Name, false)));
    }

    /// <summary>The canonical path of an artifact, with its segments escaped.</summary>
    public static string PathOf(ToolRun run, string name) =>
        string.Join('/', ((string[])[run.SessionId, run.Id, .. name.Split('/')]).Select(Uri.EscapeDataString).Prepend(CanonicalPath));

    private ToolArtifacts Artifacts(HttpContext context, ToolOutcome outcome)
    {
        var at = Address(context, outcome.Record.Run);
        var outputs = new OrderedDictionary<string, string> { ["stdout"] = at("stdout", false), ["stderr"] = at("stderr", false) };
        foreach (var output in outcome.Index.Outputs)
            outputs[output.Name] = at(output.Name, false);
        return new()
        {
            Inputs = new OrderedDictionary<string, string>(outcome.Index.Inputs.Select(input => KeyValuePair.Create(input.Name, at(input.Name, outcome.Index.IsShadowed(input.Name))))),
            Outputs = outputs,
            Skipped = outcome.Index.Skipped.Count > 0 ? outcome.Index.Skipped : null,
        };
    }

    // Whoever calls by a documented path gets documented addresses.
    private Func<string, bool, string> Address(HttpContext context, ToolRun run)
    {
        var origin = hosts.ForLinks(ServedHost.Of(context)).Origin;
        var prefix = context.Request.Path.StartsWithSegments("/api/v0", StringComparison.Ordinal) ? CanonicalPath : DocumentedPath;
        return (name, isInput) => $"{origin}{prefix}{PathOf(run, name)[CanonicalPath.Length..]}{(isInput ? "?kind=input" : "")}";
    }

    private static ToolArtifact Artifact(string name, ToolArtifactKind kind, long size, string url) =>
        new() { Name = name, Kind = kind, Size = size, ContentType = ArtifactFile.TypeOf(name, kind), Url = url };

    private (string Text, bool IsTrimmed) Excerpt(RunFolder folder, bool isError) => OutputExcerpt.Read(folder.Stream(isError), options.MaxInline);
}
