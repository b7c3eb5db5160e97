using Warren.Api;
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
    public static Task<int> RunAsync(
        InsideClient calls, string place, ExecRequest request, bool withInput, CancellationToken cancellationToken) =>
        CopyAsync(
            ended => calls.StreamAsync(place, request with { KeepStdin = withInput }, ended),
            (exec, ended) => withInput ? InputPump.RunAsync(calls, place, exec, ended) : Task.CompletedTask,
            cancellationToken);

    /// <summary>Follows one that was started before to its end; cancelling leaves it running.</summary>
    /// <returns>The program's exit code.</returns>
    public static Task<int> FollowAsync(InsideClient calls, string place, string exec, bool withInput, CancellationToken cancellationToken) =>
        CopyAsync(
            ended => calls.AttachAsync(place, exec, 0, 0, ended),
            (_, ended) => withInput ? InputPump.RunAsync(calls, place, exec, ended) : Task.CompletedTask,
            cancellationToken);

    private static async Task<int> CopyAsync(
        Func<CancellationToken, IAsyncEnumerable<ExecMessage>> open, Func<string, CancellationToken, Task> pump, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var input = Task.CompletedTask;
        ExecExit exit;
        try
        {
            exit = await Passthrough.CopyAsync(open(ended.Token), exec => input = PumpAsync(pump(exec, ended.Token), ended));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await input;
            throw;
        }
        finally
        {
            await ended.CancelAsync();
            await input.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (!exit.TimedOut)
        {
            if (exit.OomKilled)
                Screen.Notice("the program was killed because the sandbox's memory was used up; --memory gives it more.");
            return exit.ExitCode;
        }
        Screen.Notice("the program was killed because its time was up; --timeout gives it more.");
        return TimedOut;
    }

    // A program whose input broke off would wait for it for ever.
    private static async Task PumpAsync(Task pump, CancellationTokenSource ended)
    {
        try
        {
            await pump;
        }
        catch (WarrenException)
        {
            await ended.CancelAsync();
            throw;
        }
    }
}
