using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Warren.Cli.Commands;

namespace Warren.Cli.Output;

/// <summary>Shows the help of a command, and its examples behind it.</summary>
internal sealed class HelpReport : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new();

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        _help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ExplainedCommand command)
        {
            Console.WriteLine("Examples:");
            foreach (var example in command.Examples)
                Console.WriteLine("  " + example);
            Console.WriteLine();
        }
        return 0;
    }
}
