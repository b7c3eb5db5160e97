using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Guest.Protocol;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Execs;

/// <summary>Takes up the execs that an earlier server, or an earlier connection to the guest, left running.</summary>
internal sealed partial class ExecRecovery(OutputStore store, ExecStarter starter, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const int AtOnce = 4;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turns = new(AtOnce);
    private readonly Dictionary<string, Task> _working = [];

    /// <summary>Takes up, in the background, what runs in a sandbox; ends what cannot run any more.</summary>
    public void TakeUp(Sandbox sandbox)
    {
        lock (_gate)
        {
            foreach (var (id, work) in _working)
                if (work.IsCompleted)
                    _working.Remove(id);
            var earlier = _working.GetValueOrDefault(sandbox.Id, Task.CompletedTask);
            _working[sandbox.Id] = Task.Run(async () =>
            {
                await earlier;
                await TryTakeUpAsync(sandbox);
            });
        }
    }

    /// <summary>Waits until what is being taken up in a sandbox is known. Never fails but by cancellation.</summary>
    public Task SettleAsync(string sandboxId, CancellationToken cancellationToken)
    {
        lock (_gate)
            return _working.GetValueOrDefault(sandboxId, Task.CompletedTask).WaitAsync(cancellationToken);
    }

    /// <summary>Ends what nobody follows in a sandbox that does not run any more.</summary>
    public void EndAll(Sandbox sandbox, string reason)
    {
        var output = store.For(sandbox.Id);
        foreach (var exec in output.List())
            if (exec.Record.End is null && exec.TryClaim())
                End(new(sandbox, output, exec), reason);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task[] working;
        lock (_gate)
            working = [.. _working.Values];
        await Task.WhenAll(working);
        _turns.Dispose();
    }

    private async Task TryTakeUpAsync(Sandbox sandbox)
    {
        try
        {
            await _turns.WaitAsync(starter.Collector.Stopping);
            try
            {
                await TakeUpAsync(sandbox, starter.Collector.Stopping);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException)
        {
            // This server ends, the next one does it.
        }
        catch (Exception failure) when (failure is WarrenException or IOException or UnauthorizedAccessException)
        {
            LogNotTakenUp(failure, sandbox.Id);
        }
    }

    private async Task TakeUpAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        if (sandbox.Snapshot.State is SandboxState.Stopped or SandboxState.Failed)
            EndAll(sandbox, "The sandbox ended while the exec ran.");
        if (!sandbox.IsConnected)
            return;
        var output = store.For(sandbox.Id);
        var guest = sandbox.Guest;
        // What is started from here on is claimed by who starts it.
        var left = output.List().Where(exec => exec.Record.End is null).ToList();
        var known = (await guest.ListAsync(cancellationToken)).Where(status => SandboxId.IsValid(status.Id)).DistinctBy(status => status.Id).ToDictionary(status => status.Id);
        foreach (var exec in left.Where(exec => exec.TryClaim()))
            if (known.TryGetValue(exec.Id, out var status))
            {
                if (exec.Record.Command.Count == 0)
                    output.Change(exec, record => Complete(record, status));
                Collect(new(sandbox, output, exec), guest);
            }
            else
                End(new(sandbox, output, exec), "Nobody saw its end: the server was away when the sandbox, or the memory of its guest, ended.");
        foreach (var status in known.Values)
            if (output.Find(status.Id) is not { } exec)
                TakeUpUnknown(sandbox, output, status, guest);
            else if (exec.Record.End is not null)
                starter.Keeper.Forget(sandbox, exec.Id);
    }

    // It was in the foreground of a server that was killed before it wrote anything.
    private void TakeUpUnknown(Sandbox sandbox, SandboxOutput output, GuestExecStatus status, GuestClient guest)
    {
        var exec = output.Add(Complete(new()
        {
            Id = status.Id,
            Kind = status.Terminal ? ExecKind.Terminal : ExecKind.Exec,
            Background = status.Background,
            Command = [],
            StartedAt = status.StartedAt,
            OomKillsBefore = ExecCollector.OomKills(sandbox),
        }, status));
        if (exec.TryClaim())
            Collect(new(sandbox, output, exec), guest);
    }

    private void Collect(CollectedExec exec, GuestClient guest)
    {
        LogTakenUp(exec.Exec.Id, exec.Sandbox.Id);
        _ = starter.Collector.CollectAsync(exec, guest); // The collector sees to its end.
    }

    private void End(CollectedExec exec, string reason)
    {
        if (exec.Output.TryEnd(exec.Exec, new(time.GetUtcNow(), null, reason)))
            starter.Keeper.Keep(exec);
    }

    private static ExecRecord Complete(ExecRecord record, GuestExecStatus status) => record with
    {
        Background = status.Background,
        Command = ExecRecord.Cut(status.Arguments),
        StartedAt = status.StartedAt,
    };

    [LoggerMessage(1025, LogLevel.Information, "Exec {Exec} of sandbox {Sandbox} is followed again.")]
    private partial void LogTakenUp(string exec, string sandbox);

    [LoggerMessage(1026, LogLevel.Warning, "The execs that run in sandbox {Sandbox} could not be taken up.")]
    private partial void LogNotTakenUp(Exception failure, string sandbox);
}
