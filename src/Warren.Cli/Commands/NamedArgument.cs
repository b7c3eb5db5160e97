using System.CommandLine;
using System.CommandLine.Completions;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary>Arguments that name things the server has; shells complete them with those that there are.</summary>
internal static class NamedArgument
{
    private const string OneName = "Its id or name";
    private const string Names = "Ids or names";

    /// <summary>One of them.</summary>
    /// <param name="heading">What the help calls it, such as <c>SANDBOX</c>.</param>
    /// <param name="names">Reads what there is.</param>
    /// <param name="description">What may be given.</param>
    public static Argument<string> One(string heading, Func<WarrenClient, CancellationToken, IAsyncEnumerable<string>> names, string description = OneName) =>
        new(heading) { Description = description, CompletionSources = { context => Complete(context, names) } };

    /// <summary>One or more of them.</summary>
    public static Argument<string[]> Several(string heading, Func<WarrenClient, CancellationToken, IAsyncEnumerable<string>> names, string description = Names) =>
        new(heading) { Description = description, Arity = ArgumentArity.OneOrMore, CompletionSources = { context => Complete(context, names) } };

    /// <summary>Lets a shell complete an option with what the server has.</summary>
    public static T With<T>(this T option, Func<WarrenClient, CancellationToken, IAsyncEnumerable<string>> names)
        where T : Option
    {
        option.CompletionSources.Add(context => Complete(context, names));
        return option;
    }

    /// <summary>Lets a shell complete an option with these words, and with nothing else.</summary>
    public static T OneOf<T>(this T option, params string[] words)
        where T : Option
    {
        option.CompletionSources.Clear(); // Those of an enumeration are its names in C#.
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>What the server has, each with something behind it; nothing where no server answers soon.</summary>
    public static IEnumerable<CompletionItem> Complete(
        CompletionContext context, Func<WarrenClient, CancellationToken, IAsyncEnumerable<string>> names, string suffix = "") =>
        ServerCompletion.Read(context, names).Select(name => new CompletionItem(name + suffix));
}
