using Warren.Api;
using Warren.Guest.Protocol;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Entrypoints;

/// <summary>Entrypoints as execs that only the guest keeps.</summary>
internal sealed class GuestEntrypointExecs(TimeProvider time) : IEntrypointExecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public Task StartAsync(Sandbox sandbox, GuestExecRequest request, CancellationToken cancellationToken) =>
        sandbox.Guest.StartAsync(request, cancellationToken);

    /// <inheritdoc/>
    public async Task<EntrypointEnd> WaitAsync(Sandbox sandbox, string execId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var guest = sandbox.Guest;
            GuestExecStatus status;
            try
            {
                status = await guest.GetAsync(execId, cancellationToken);
            }
            catch (WarrenException gone) when (gone.Code == ErrorCode.NotFound)
            {
                return new(null, null, "Nobody saw its end: the guest no longer knows of it.", TimeSpan.Zero);
            }
            if (status.Exit is { } exit)
                return new(exit.ExitCode, exit.Signal is { } signal ? SignalNames.Format(signal) : null, null, TimeSpan.FromMilliseconds(exit.DurationMs));
            if (!await TryFollowAsync(guest, status, cancellationToken))
                await Task.Delay(Patience, time, cancellationToken);
        }
    }

    // An exec has one reader: another one may take its place.
    private static async Task<bool> TryFollowAsync(GuestClient guest, GuestExecStatus status, CancellationToken cancellationToken)
    {
        try
        {
            await using var exec = await guest.AttachAsync(status.Id, status.StdoutBytes, status.StderrBytes, cancellationToken);
            await foreach (var frame in exec.ReadAsync(cancellationToken))
                if (frame is GuestFrame.Exit)
                    return true;
            return false;
        }
        catch (WarrenException broken) when (broken.Code is ErrorCode.Conflict or ErrorCode.SandboxFailed)
        {
            return false;
        }
    }
}
