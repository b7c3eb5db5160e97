using Warren.Api;
using Warren.Client;

namespace Warren.Cli.Output;

/// <summary>Sends our standard input to an exec, until either ends.</summary>
internal static class InputPump
{
    private const int Piece = 256 * 1024;

    /// <summary>Sends everything, then the end.</summary>
    public static async Task RunAsync(InsideClient calls, string place, string exec, CancellationToken cancellationToken)
    {
        try
        {
            var buffer = new byte[Piece];
            int count;
            do
            {
                count = await StandardStream.Input.ReadAsync(buffer, cancellationToken);
                await calls.WriteStdinAsync(place, exec, buffer.AsMemory(0, count), end: count == 0, cancellationToken);
            }
            while (count > 0);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The program has ended.
        }
        catch (WarrenException failure) when (failure.Code is ErrorCode.NotFound or ErrorCode.InvalidState)
        {
            // It ended, or closed its input, before it read everything, as `head` does.
        }
    }
}
