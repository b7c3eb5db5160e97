using System.CommandLine;
using System.Reflection;
using Warren.Api;
using Warren.Cli.Hosting;

namespace Warren.Cli.Commands;

/// <summary><c>version</c>, <c>test</c> and <c>bench</c>.</summary>
internal static class OtherCommands
{
    /// <summary>Prints the version.</summary>
    public static Command Version()
    {
        var command = new Command("version", "Print the version");
        command.SetAction(_ => Console.WriteLine(
            typeof(OtherCommands).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]));
        return command;
    }

    /// <summary>Runs the tests of the repository.</summary>
    public static Command Test() => Script("test", "Run the tests: [--full] [PROJECT or name of a test ...]", "eng/test");

    /// <summary>Runs the benchmarks of the repository.</summary>
    public static Command Bench() => Script("bench", "Measure the budgets: [--full]", "eng/bench");

    private static Command Script(string name, string description, string script)
    {
        var arguments = new Argument<string[]>("ARGUMENTS") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(name, description) { arguments };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed =>
        {
            var path = Path.Combine(Installation.Root, script);
            if (!File.Exists(path))
                throw new WarrenException(ErrorCode.NotFound, $"`warren {name}` needs the repository that Warren was built from.");
            string[] yes = parsed.GetValue(CommonOptions.Yes) ? ["--yes"] : [];
            return ProcessImage.Replace(path, [.. yes, .. parsed.UnmatchedTokens, .. parsed.GetValue(arguments) ?? []]);
        });
        return command;
    }
}
