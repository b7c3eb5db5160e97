using System.Runtime.InteropServices;
using Warren.Api;
using Warren.Cli.Output;
using Warren.Client;

namespace Warren.Cli.Terminals;

/// <summary>Joins our terminal with one in a sandbox: keys, output, size.</summary>
internal sealed class TerminalRunner(TerminalSession session, DetachKeys detachKeys)
{
    private const int MostTyped = 16 * 1024;
    private static readonly TerminalEvent.Exit Detached = new(null, null);

    /// <summary>What to refuse without a terminal with.</summary>
    /// <param name="noun">What it is in: <c>sandbox</c> or <c>session</c>.</param>
    /// <param name="command">The command below that.</param>
    public static void Require(string noun, string command)
    {
        if (!TerminalDevice.IsInteractive)
            throw new WarrenException(ErrorCode.InvalidRequest, $"`warren {noun} {command}` needs a terminal for its input and output; `warren {noun} exec` without -t needs none.");
    }

    /// <summary>Runs until the program on it ends, or the keys to leave it are pressed.</summary>
    /// <returns>How it ended; null where it was left.</returns>
    public async Task<TerminalEvent.Exit?> RunAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var raw = new RawMode();
        using var sizes = new SemaphoreSlim(1);
        using var resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => sizes.Release());
        using var continued = PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => raw.Enter());
        using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => End(signal, ended));
        var finished = false;
        Task<TerminalEvent.Exit?>[] work = [ShowAsync(ended.Token), TypeAsync(ended.Token), FollowSizeAsync(sizes, ended.Token)];
        try
        {
            var exit = await await Task.WhenAny(work);
            finished = exit != Detached;
            return finished ? exit : null;
        }
        finally
        {
            await ended.CancelAsync();
            // Each ends by that; what it fails with now has no meaning any more.
            await Task.WhenAll(work).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (!finished)
                RawMode.ResetScreen();
        }
    }

    private static void End(PosixSignalContext signal, CancellationTokenSource ended)
    {
        signal.Cancel = true;
        ended.Cancel();
    }

    private async Task<TerminalEvent.Exit?> ShowAsync(CancellationToken cancellationToken)
    {
        await foreach (var entry in session.ReadAsync(cancellationToken))
        {
            switch (entry)
            {
                case TerminalEvent.Output output:
                    StandardStream.Output.Write(output.Bytes.Span);
                    break;
                case TerminalEvent.Dropped dropped:
                    Screen.Notice($"{dropped.Bytes} bytes of the terminal's output are missing here: they could not be kept.");
                    break;
                case TerminalEvent.Exit exit:
                    return exit;
            }
        }
        throw new WarrenException(ErrorCode.SandboxFailed, "The terminal ended without an exit code: its sandbox has gone.");
    }

    private async Task<TerminalEvent.Exit?> TypeAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[MostTyped];
        List<byte> pass = [];
        while (await StandardStream.Input.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            pass.Clear();
            var detaches = detachKeys.Take(buffer.AsSpan(0, count), pass);
            if (pass.Count > 0)
                await session.WriteAsync(pass.ToArray(), cancellationToken);
            if (detaches)
                break;
        }
        return Detached;
    }

    private async Task<TerminalEvent.Exit?> FollowSizeAsync(SemaphoreSlim sizes, CancellationToken cancellationToken)
    {
        while (true)
        {
            await sizes.WaitAsync(cancellationToken);
            if (TerminalDevice.ReadSize() is { Columns: > 0 } size)
                await session.ResizeAsync(size.Columns, size.Rows, cancellationToken);
        }
    }
}
