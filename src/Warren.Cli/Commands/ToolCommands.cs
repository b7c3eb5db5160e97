using System.CommandLine;
using System.Text;
using Warren.Api;
using Warren.Api.Tools;
using Warren.Cli.Output;
using Warren.Cli.Tools;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary><c>tool</c> with what is below it.</summary>
internal static class ToolCommands
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new GroupCommand("tool", "Run tools, each run in a place no one used before, and keep what they make")
    {
        List(), Show(), ToolRunCommand.Create(), ToolHistoryCommands.Create(), ToolArtifactCommands.Artifacts(), ToolArtifactCommands.Link(),
    };

    /// <summary>One tool, by its name.</summary>
    /// <exception cref="WarrenException">There is none of that name.</exception>
    public static async Task<ToolInfo> FindAsync(ToolClient client, string name, CancellationToken cancellationToken)
    {
        var tools = await client.ListAsync(cancellationToken);
        return tools.FirstOrDefault(tool => tool.Name == name)
            ?? throw new WarrenException(ErrorCode.NotFound, $"There is no tool '{name}'; there are {string.Join(", ", tools.Select(tool => tool.Name))}.");
    }

    private static Command List()
    {
        var command = new Command("list", "List tools");
        command.Aliases.Add("ls");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            new Listing<ToolInfo>
            {
                Items = await client.Tools.ListAsync(cancellationToken),
                Json = WarrenJson.Wire.PageToolInfo,
                Id = tool => tool.Name,
                Headings = ["NAME", "DESCRIPTION~"],
                Row = tool => [tool.Name, FirstLine(tool.Description)],
            }.Write(parsed.Format());
            return 0;
        });
        return command;
    }

    private static Command Show()
    {
        var name = ToolArguments.Tool();
        var command = new Command("show", "Show what a tool does and which fields it takes") { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = await parsed.Server().ConnectAsync(cancellationToken);
            var tool = await FindAsync(client.Tools, parsed.GetValue(name)!, cancellationToken);
            if (parsed.Format() == OutputFormat.Json)
                JsonOutput.Write(tool, WarrenJson.Wire.ToolInfo);
            else
                Write(tool);
            return 0;
        });
        return command;
    }

    private static void Write(ToolInfo tool)
    {
        StandardStream.Output.Write(Encoding.UTF8.GetBytes($"{tool.Name}: {tool.Description}\n\n"));
        var table = new Table("FIELD", "TAKES", "DEFAULT", "WHAT~");
        foreach (var field in new ToolSchema(tool).Fields)
            table.Add(field.Name, field.Describe(), field.IsRequired ? "(needed)" : field.Default ?? "-", FirstLine(field.Description ?? "-"));
        table.Write();
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0];
}
