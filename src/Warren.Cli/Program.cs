using System.CommandLine;
using Warren.Cli.Commands;
using Warren.Cli.Output;

// What a program in a sandbox writes passes through unbuffered; what the command line itself prints is short.
var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(15) };
return await FailureReport.GuardAsync(() => WarrenCommand.Create().Parse(args).InvokeAsync(configuration));
