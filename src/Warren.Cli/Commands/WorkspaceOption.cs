using System.CommandLine;

namespace Warren.Cli.Commands;

/// <summary>The option that names a workspace.</summary>
internal static class WorkspaceOption
{
    private const string Name = "--workspace";

    /// <summary>Where something new is made.</summary>
    public static Option<string?> OfNew() => Make("The workspace that it belongs to; default 'default'");

    /// <summary>Which list is wanted.</summary>
    public static Option<string?> OfList() => Make("Only what is in this workspace");

    /// <summary>Where a name is looked for, which several workspaces may have.</summary>
    public static Option<string?> OfName() => Make("The workspace that the name is of; default 'default'");

    private static Option<string?> Make(string description) => new(Name) { Description = description, HelpName = "WORKSPACE" };
}
