using Warren.Api;

namespace Warren.Cli.Output;

/// <summary>Turns a failure into one clear line on standard error and an exit code.</summary>
internal static class FailureReport
{
    /// <summary>128 and SIGINT, as a shell has it.</summary>
    private const int Interrupted = 130;

    /// <summary>128 and SIGPIPE.</summary>
    private const int PipeClosed = 141;

    /// <summary>Runs a command.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (WarrenException failure)
        {
            await WriteAsync(failure);
            return ErrorCodes.ExitCode(failure.Code);
        }
        catch (ClosedOutputException)
        {
            return PipeClosed;
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"warren: {failure.Message}");
            return ErrorCodes.ExitCode(ErrorCode.Internal);
        }
        catch (Exception failure)
        {
            await Console.Error.WriteLineAsync($"warren: something went wrong that should not have: {failure.Message} ({failure.GetType().Name})");
            return ErrorCodes.ExitCode(ErrorCode.Internal);
        }
    }

    private static async Task WriteAsync(WarrenException failure)
    {
        if (failure.Errors.Count > 1)
        {
            await Console.Error.WriteLineAsync("warren: several things are wrong:");
            foreach (var (field, messages) in failure.Errors)
                foreach (var message in messages)
                    await Console.Error.WriteLineAsync($"  {field}: {message}");
        }
        else
            await Console.Error.WriteLineAsync($"warren: {failure.Message}");
        if (failure.Code == ErrorCode.Internal && failure.Reported?.TraceId is { } trace)
            await Console.Error.WriteLineAsync($"  The server's log has more under trace {trace}; `warren status` shows where it is.");
    }
}
