using System.CommandLine;
using System.CommandLine.Help;
using Warren.Cli.Commands.Access;
using Warren.Cli.Commands.Sessions;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary>The command <c>warren</c> with all below it.</summary>
internal static class WarrenCommand
{
    /// <summary>Makes it.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Warren: isolated sandboxes for AI agents.")
        {
            RunCommand.Create(),
            SandboxCommands.Create(),
            SessionCommands.Create(),
            AgentCommands.Create(),
            SecretCommands.Create(),
            ToolCommands.Create(),
            ImageCommands.Create(),
            AccountCommands.Create(AccountKind.Person),
            AccountCommands.Create(AccountKind.Program),
            AccountCommands.Create(AccountKind.Subject),
            RoleCommands.Create(),
            BindingCommands.Create(),
            KeyCommands.Create(),
            QuotaCommands.Create(),
            AuditCommands.Create(),
            ConnectCommand.Create(),
            StartCommands.Start(),
            StartCommands.Serve(),
            StartCommands.Up(),
            ServerCommands.Stop(),
            ServerCommands.Status(),
            AuthCommands.Create(),
            ConfigCommands.Create(),
            LinkCommands.Open(),
            DbCommands.Create(),
            SmokeCommand.Create(),
            DoctorCommand.Create(),
            CompletionCommand.Create(),
            OtherCommands.Test(),
            OtherCommands.Bench(),
            OtherCommands.Version(),
        };
        GroupCommand.ShowHelp(root);
        root.Options.OfType<HelpOption>().Single().Action = new HelpReport();
        root.Options.Add(CommonOptions.StateFolder);
        root.Options.Add(CommonOptions.ServerAddress);
        root.Options.Add(CommonOptions.Yes);
        root.Options.Add(CommonOptions.Output);
        root.Options.Add(CommonOptions.Quiet);
        return root;
    }
}
