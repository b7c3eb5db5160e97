using System.CommandLine;
using System.Text.Json.Nodes;
using Warren.Api;
using Warren.Cli.Output;
using Warren.Cli.Tools;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary><c>tool run</c>.</summary>
internal sealed class ToolRunCommand
{
    private readonly Argument<string> _tool = ToolArguments.Tool();
    private readonly Argument<string?> _subject = new("INPUT")
    {
        Description = "code_execution: the file of code; shell: the command line; document_converter: the document; - is standard input",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _session = ToolArguments.Session("Label that the run gets; default cli");
    private readonly Option<string?> _code = new("--code", "-c") { Description = "The code itself instead of a file", HelpName = "CODE" };
    private readonly Option<string?> _language = new("--language", "-l")
    {
        Description = "Its language; default by extension, for --code the tool's own",
        HelpName = "LANGUAGE",
        CompletionSources = { "python", "node", "bun", "bash", "typescript", "deno" },
    };

    private readonly Option<string?> _to = new("--to") { Description = "The format that a document is converted to, such as html", HelpName = "FORMAT" };
    private readonly Option<string[]> _files = new("--file", "-f") { Description = "A further input file, which the run finds in its folder; may be repeated", HelpName = "FILE" };
    private readonly Option<string[]> _set = new("--set") { Description = "A field of the tool, @FILE for what is in a file; may be repeated", HelpName = "NAME=VALUE" };
    private readonly Option<string?> _input = new("--input") { Description = "Fields of the tool, as an object in JSON", HelpName = "JSON" };
    private readonly Option<string?> _inputFile = new("--input-file") { Description = "The same from a file, - for standard input", HelpName = "FILE" };
    private readonly Option<double?> _timeout = new("--timeout") { Description = "Seconds after which it is killed; default the tool's", HelpName = "SECONDS", CustomParser = Parsers.Number };
    private readonly Option<double?> _cpu = new("--cpu") { Description = "Processor cores, fractional", HelpName = "CORES", CustomParser = Parsers.Number };
    private readonly Option<string?> _memory = new("--memory", "-m") { Description = "Memory, such as 512m or 2g", HelpName = "SIZE" };
    private readonly Option<string?> _disk = new("--disk") { Description = "Writable disk space", HelpName = "SIZE" };
    private readonly Option<int?> _pids = new("--pids") { Description = "Processes and threads, at least 32", HelpName = "COUNT", CustomParser = Parsers.Count };
    private readonly Option<string?> _placement = new("--placement")
    {
        Description = "In a cell of your own sandbox, or in a sandbox no one used before; default the server's",
        HelpName = "cell|sandbox",
        CompletionSources = { "cell", "sandbox" },
    };

    private readonly Option<bool> _share = new("--share-files") { Description = "Share files with the session's other runs that ask for it" };
    private readonly Option<string?> _folder = ToolArguments.Folder("Folder that the files it writes are copied to");
    private readonly Option<bool> _force = ToolArguments.Force();

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var run = new ToolRunCommand();
        var command = new ExplainedCommand("run", "Run a tool: its output, its exit code; its files stay with the server until they are deleted or too old",
            "warren tool run code_execution script.py", "warren tool run code_execution -l python -c 'print(6*7)'",
            "warren tool run code_execution chart.py --file data.csv --dir out", "warren tool run shell 'ls -l'",
            "warren tool run document_converter report.md --to html --dir .", "warren tool run TOOL --set field=value --set text=@file -o json")
        {
            run._tool, run._subject, run._session, run._code, run._language, run._to, run._files, run._set, run._input, run._inputFile,
            run._timeout, run._cpu, run._memory, run._disk, run._pids, run._placement, run._share, run._folder, run._force,
        };
        command.SetAction(run.InvokeAsync);
        return command;
    }

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var input = ReadInput(parsed);
        var fields = Pairs.Parse("--set", parsed.GetValue(_set));
        var request = fields is null ? input.Build() : null; // What is wrong with it is said before a server is started.
        using var client = await parsed.Server().ConnectAsync(cancellationToken);
        var tool = await ToolCommands.FindAsync(client.Tools, input.Tool, cancellationToken);
        request ??= (input with { Fields = new ToolSchema(tool).Parse(fields!) }).Build();
        await ImageProvision.EnsureAsync(client, tool.Image, cancellationToken);
        // The format as it was given: -q wants no notices, but the output of the program.
        return await new ToolRunner(client.Tools, parsed.GetValue(CommonOptions.Output), Folder(parsed, _folder, _force))
            .FollowAsync(client.Tools.StreamAsync(request, cancellationToken), cancellationToken);
    }

    /// <summary>The folder that a command line means, if it does.</summary>
    public static ArtifactFolder? Folder(ParseResult parsed, Option<string?> folder, Option<bool> force) =>
        parsed.GetValue(folder) is { } path ? new(path, parsed.GetValue(force)) : null;

    private ToolInput ReadInput(ParseResult parsed) => new(parsed.GetValue(_tool)!)
    {
        Body = (parsed.GetValue(_input), parsed.GetValue(_inputFile)) switch
        {
            ({ } text, null) => ToolInput.ParseBody("--input", text),
            (null, { } file) => ToolInput.ParseBody("--input-file", InputFile.ReadText(file)),
            (null, null) => [],
            _ => throw new WarrenException(ErrorCode.InvalidRequest, "Give either --input or --input-file, not both."),
        },
        Subject = parsed.GetValue(_subject),
        Code = parsed.GetValue(_code),
        Files = parsed.GetValue(_files) ?? [],
        Options = new Dictionary<string, JsonNode?>
        {
            ["sessionId"] = parsed.GetValue(_session),
            ["language"] = parsed.GetValue(_language),
            ["to"] = parsed.GetValue(_to),
            ["timeout"] = parsed.GetValue(_timeout),
            ["cpu"] = parsed.GetValue(_cpu),
            ["memory"] = Size(parsed.GetValue(_memory)),
            ["disk"] = Size(parsed.GetValue(_disk)),
            ["pids"] = parsed.GetValue(_pids),
            ["placement"] = parsed.GetValue(_placement),
            ["shareFiles"] = parsed.GetValue(_share) ? true : null,
        },
    };

    private static long? Size(string? text) => text is null ? null : Sizes.Parse(text);
}
