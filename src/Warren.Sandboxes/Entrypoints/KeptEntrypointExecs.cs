using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Guest.Protocol;
using Warren.Sandboxes.Execs;

namespace Warren.Sandboxes.Entrypoints;

/// <summary>Entrypoints as execs that the server collects and keeps.</summary>
internal sealed class KeptEntrypointExecs(ExecStarter starter, OutputStore store) : IEntrypointExecs
{
    /// <inheritdoc/>
    public async Task StartAsync(Sandbox sandbox, GuestExecRequest request, CancellationToken cancellationToken)
    {
        var output = store.For(sandbox.Id);
        if (output.Find(request.Id) is not null)
            return;
        var guest = sandbox.Guest;
        var (exec, isMine) = Add(sandbox, output, request);
        try
        {
            await guest.StartAsync(request, cancellationToken);
            output.Save(exec);
        }
        catch
        {
            // Where it is not known whether it was started: it is asked for again, by the same id.
            output.Remove(exec);
            throw;
        }
        if (isMine)
            _ = starter.Collector.CollectAsync(new(sandbox, output, exec), guest); // The collector sees to its end.
    }

    /// <inheritdoc/>
    public async Task<EntrypointEnd> WaitAsync(Sandbox sandbox, string execId, CancellationToken cancellationToken)
    {
        if (store.For(sandbox.Id).Find(execId) is not { } exec)
            return new(null, null, "Nobody saw its end: what was kept of it is gone.", TimeSpan.Zero);
        var end = await exec.Ended.WaitAsync(cancellationToken);
        return end.Exit is { } exit
            ? new(exit.ExitCode, exit.Signal, exit.OomKilled ? "The kernel killed it: the sandbox used up its memory." : null, TimeSpan.FromMilliseconds(exit.DurationMs))
            : new(null, null, end.Reason, TimeSpan.Zero);
    }

    // Another task may just be taking it up from the guest: whoever claims it collects it.
    private (KeptExec Exec, bool IsMine) Add(Sandbox sandbox, SandboxOutput output, GuestExecRequest request)
    {
        var exec = output.Add(starter.NewRecord(sandbox, request, ExecKind.Entrypoint, background: true));
        output.Change(exec, record => record with { Kind = ExecKind.Entrypoint });
        return (exec, exec.TryClaim());
    }
}
