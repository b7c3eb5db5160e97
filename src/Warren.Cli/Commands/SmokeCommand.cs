using System.CommandLine;
using Warren.Api;
using Warren.Cli.Output;
using Warren.Cli.Smoke;

namespace Warren.Cli.Commands;

/// <summary><c>smoke</c>: whether a running server does what it is for.</summary>
internal static class SmokeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var image = new Option<string?>("--image") { Description = "Image of the session; default the server's", HelpName = "IMAGE" };
        var command = new ExplainedCommand("smoke", "Walk through a running server: log in, make a session, see its sandbox run, run a program in it, remove it; exit code by the first step that fails",
            "warren smoke", "warren smoke --server https://warren.example", "warren smoke -o json")
        {
            image,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var walk = new SmokeWalk(parsed.Server(), parsed.GetValue(image), TimeProvider.System);
            var isJson = parsed.Format() == OutputFormat.Json;
            await walk.RunAsync(step => Write(step, isJson), cancellationToken);
            if (walk.Failure is not { } failure)
                return 0;
            await Console.Error.WriteLineAsync($"warren: the step '{walk.FailedStep}' failed: {failure.Message}");
            return ErrorCodes.ExitCode(failure.Code);
        });
        return command;
    }

    private static void Write(SmokeStep step, bool isJson)
    {
        if (isJson)
        {
            JsonOutput.Write(step, SmokeJson.Default.SmokeStep);
            return;
        }
        var (mark, color) = step.Passed ? ("ok", "\e[32m") : ("FAILED", "\e[31m");
        Console.WriteLine($"{(Screen.HasColor ? color : "")}{mark,-6}{(Screen.HasColor ? "\e[0m" : "")}  {step.Name,-18} {step.Milliseconds,6} ms  {Screen.Printable(step.Result)}");
    }
}
