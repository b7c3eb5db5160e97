using System.CommandLine;
using System.CommandLine.Help;

namespace Warren.Cli.Commands;

/// <summary>A command that only holds others: alone it shows them.</summary>
internal sealed class GroupCommand : Command
{
    /// <summary>Makes it.</summary>
    public GroupCommand(string name, string description)
        : base(name, description) => ShowHelp(this);

    /// <summary>Lets a command that was given nothing else show its help. (HelpAction itself would forgive what is wrong.)</summary>
    public static void ShowHelp(Command command) => command.SetAction(parsed => new HelpAction().Invoke(parsed));
}
