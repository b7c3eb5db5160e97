using System.CommandLine;

namespace Warren.Cli.Commands;

/// <summary>The command <c>warren</c> with all below it.</summary>
internal static class WarrenCommand
{
    /// <summary>Makes it.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Warren: isolated sandboxes for AI agents.")
        {
            ServerCommands.Up(),
            ServerCommands.Status(),
            ServerCommands.Stop(),
        };
        root.Options.Add(CommonOptions.StateFolder);
        root.Options.Add(CommonOptions.Yes);
        return root;
    }
}
