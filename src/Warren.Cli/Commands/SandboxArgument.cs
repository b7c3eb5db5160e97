using System.CommandLine;
using System.CommandLine.Completions;
using System.Runtime.CompilerServices;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary>Arguments that name sandboxes; shells complete them with those that there are.</summary>
internal static class SandboxArgument
{
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
    public static IEnumerable<CompletionItem> Complete(CompletionContext context, string suffix) =>
        ServerCompletion.Read(context, ReadAsync).Select(name => new CompletionItem(name + suffix));

    private static async IAsyncEnumerable<string> ReadAsync(WarrenClient client, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var sandbox in client.Sandboxes.ListAsync([], cancellationToken))
            yield return sandbox.Spec.Name ?? sandbox.Id;
    }
}
