using System.CommandLine;
using System.CommandLine.Completions;
using System.Runtime.CompilerServices;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary>Arguments and options that name tools and their runs; shells complete them with those that there are.</summary>
internal static class ToolArguments
{
    private const int MostCompleted = 100;

    /// <summary>A tool.</summary>
    public static Argument<string> Tool() => new("TOOL") { Description = "Its name", CompletionSources = { CompleteTools } };

    /// <summary>A run.</summary>
    public static Argument<string> Run() => new("RUN") { Description = "Its id", CompletionSources = { CompleteRuns } };

    /// <summary>Any number of runs.</summary>
    public static Argument<string[]> Runs() => new("RUN") { Description = "Their ids", Arity = ArgumentArity.ZeroOrMore, CompletionSources = { CompleteRuns } };

    /// <summary>A label that runs have.</summary>
    public static Option<string?> Session(string description) => new("--session", "-s") { Description = description, HelpName = "SESSION" };

    /// <summary>Where artifacts go.</summary>
    public static Option<string?> Folder(string description) => new("--dir", "-D") { Description = description, HelpName = "FOLDER" };

    /// <summary>Whether they take the place of what is there.</summary>
    public static Option<bool> Force() => new("--force") { Description = "Replace files that are there; else it is asked, or refused where nobody can be" };

    /// <summary>The names of all tools.</summary>
    public static IEnumerable<CompletionItem> CompleteTools(CompletionContext context) =>
        ServerCompletion.Read(context, ReadToolsAsync).Select(name => new CompletionItem(name));

    private static IEnumerable<CompletionItem> CompleteRuns(CompletionContext context) =>
        ServerCompletion.Read(context, ReadRunsAsync).Select(name => new CompletionItem(name));

    private static async IAsyncEnumerable<string> ReadToolsAsync(WarrenClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var tool in await client.Tools.ListAsync(cancellationToken))
            yield return tool.Name;
    }

    private static async IAsyncEnumerable<string> ReadRunsAsync(WarrenClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var run in client.Tools.ListRunsAsync(new() { Most = MostCompleted }, cancellationToken))
            yield return run.Id;
    }
}
