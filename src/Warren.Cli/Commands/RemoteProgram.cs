using Warren.Api.Sandboxes;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Commands;

/// <summary>Runs a program in a sandbox as if it ran here: its output, its input, its exit code.</summary>
internal static class RemoteProgram
{
    private const int TimedOut = 124; // As timeout(1) has it.

    /// <summary>Runs it to its end; cancelling kills it.</summary>
    /// <returns>The program's exit code.</returns>
    public static async Task<int> RunAsync(
        SandboxClient sandboxes, string sandbox, ExecRequest request, bool withInput, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var input = Task.CompletedTask;
        ExecExit exit;
        try
        {
            exit = await Passthrough.CopyAsync(
                sandboxes.StreamAsync(sandbox, request with { KeepStdin = withInput }, cancellationToken),
                exec => input = withInput ? InputPump.RunAsync(sandboxes, sandbox, exec, ended.Token) : input);
        }
        finally
        {
            await ended.CancelAsync();
            await input;
        }
        if (!exit.TimedOut)
        {
            if (exit.OomKilled)
                await Console.Error.WriteLineAsync("warren: the program was killed because the sandbox's memory was used up; --memory gives it more.");
            return exit.ExitCode;
        }
        await Console.Error.WriteLineAsync("warren: the program was killed because its time was up; --timeout gives it more.");
        return TimedOut;
    }
}
