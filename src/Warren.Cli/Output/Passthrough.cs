using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Client;

namespace Warren.Cli.Output;

/// <summary>Writes what a program in a sandbox writes to our own standard output and error, as it comes, byte for byte.</summary>
internal static class Passthrough
{
    /// <summary>Copies a stream of an exec until its end.</summary>
    /// <param name="messages">The stream.</param>
    /// <param name="started">Told the id of the exec.</param>
    public static async Task<ExecExit> CopyAsync(IAsyncEnumerable<ExecMessage> messages, Action<string>? started = null)
    {
        ExecExit? exit = null;
        await foreach (var message in messages)
        {
            switch (message)
            {
                case ExecMessage.Started start:
                    started?.Invoke(start.Id);
                    break;
                case ExecMessage.Output output:
                    await (output.IsError ? StandardStream.Error : StandardStream.Output).WriteAsync(output.Bytes);
                    break;
                case ExecMessage.Dropped dropped:
                    await Console.Error.WriteLineAsync($"warren: {dropped.Bytes} bytes of {dropped.Stream} are missing here: they could not be kept.");
                    break;
                case ExecMessage.Exit end:
                    exit = end.Value;
                    break;
            }
        }
        return exit ?? throw new WarrenException(ErrorCode.SandboxFailed, "The stream ended without an exit code: the server or the sandbox has gone.");
    }
}
