using System.CommandLine;
using System.CommandLine.Invocation;
using Warren.Cli.Commands;
using Warren.Cli.Output;

// What a program in a sandbox writes passes through unbuffered; what the command line itself prints is short.
var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(15) };
// What begins with @ is a value like any other, such as code that begins with a decorator, and no file of arguments.
var parsed = WarrenCommand.Create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (parsed.Action is ParseErrorAction)
    return UsageReport.Write(parsed);
Screen.IsQuiet = parsed.GetValue(CommonOptions.Quiet);
JsonOutput.IsYaml = parsed.GetValue(CommonOptions.Output) == OutputFormat.Yaml;
// There Ctrl+C ends what a line does, and not the program.
if (parsed.CommandResult.Command.Name == ConnectCommand.Name)
    configuration.ProcessTerminationTimeout = null;
return await FailureReport.GuardAsync(() => parsed.InvokeAsync(configuration));
