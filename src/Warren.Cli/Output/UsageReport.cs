using System.CommandLine;
using System.CommandLine.Parsing;
using Warren.Api;

namespace Warren.Cli.Output;

/// <summary>Says what is wrong with a command line.</summary>
internal static class UsageReport
{
    /// <summary>Writes every error.</summary>
    /// <returns>The exit code.</returns>
    public static int Write(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
            Console.Error.WriteLine($"warren: {error.Message}");
        Console.Error.WriteLine($"  `{Path(parsed.CommandResult)} --help` shows what there is.");
        return ErrorCodes.ExitCode(ErrorCode.InvalidRequest);
    }

    private static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)} {command.Command.Name}" : command.Command.Name;
}
