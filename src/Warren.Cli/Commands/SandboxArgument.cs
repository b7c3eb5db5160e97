using System.CommandLine;
using System.CommandLine.Completions;
using Warren.Api;
using Warren.Api.Local;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary>Arguments that name sandboxes; shells complete them with those that there are.</summary>
internal static class SandboxArgument
{
    // Whoever pressed the tabulator key waits for it.
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(400);

    /// <summary>One sandbox.</summary>
    public static Argument<string> One() => new("SANDBOX") { Description = "Its id or name", CompletionSources = { Complete } };

    /// <summary>Several sandboxes.</summary>
    public static Argument<string[]> Several() => new("SANDBOX")
    {
        Description = "Ids or names",
        Arity = ArgumentArity.OneOrMore,
        CompletionSources = { Complete },
    };

    /// <summary>The names of all sandboxes, and the ids of those without one; none where no server answers soon.</summary>
    public static IEnumerable<CompletionItem> Complete(CompletionContext context) => Complete(context, "");

    /// <summary>The same, each with something behind it.</summary>
    public static IEnumerable<CompletionItem> Complete(CompletionContext context, string suffix)
    {
        try
        {
            return Task.Run(() => ReadAsync(context)).GetAwaiter().GetResult().Select(name => new CompletionItem(name + suffix));
        }
        catch (Exception failure) when (failure is WarrenException or OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            return []; // A shell has no place to show an error while a line is typed.
        }
    }

    private static async Task<List<string>> ReadAsync(CompletionContext context)
    {
        var state = StateFolder.Open(context.ParseResult.GetValue(CommonOptions.StateFolder));
        if (ServerInfo.Find(state) is not { } server)
            return [];
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        using var client = new WarrenClient(new(server.Url), (await File.ReadAllTextAsync(state.TokenFile, limit.Token)).Trim());
        List<string> names = [];
        await foreach (var sandbox in client.Sandboxes.ListAsync([], limit.Token))
            names.Add(sandbox.Spec.Name ?? sandbox.Id);
        return names;
    }
}
