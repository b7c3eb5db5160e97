using Microsoft.Extensions.Logging;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Sandboxes.Cells;

namespace Warren.Tools.Runs;

/// <summary>
/// The sandboxes that hold the cells of runs: one for each owner, image and set of limits, made when it is first needed and
/// removed when nobody has needed it for a while.
/// </summary>
internal sealed partial class CellHosts(SandboxService sandboxes, ToolRunOptions options, ILogger logger)
{
    private const int Tries = 3;
    private readonly Lock _gate = new();
    private readonly Dictionary<HostKey, Task<SandboxSnapshot>> _hosts = [];
    private bool _isClosed;

    /// <summary>Opens a cell that nothing has been in before.</summary>
    /// <param name="cell">Image and limits of the cell.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The cell, and the sandbox that it is in.</returns>
    public async Task<(SandboxCell Cell, SandboxSnapshot Host)> OpenAsync(SandboxSpec cell, string owner, CancellationToken cancellationToken)
    {
        var key = new HostKey(owner, cell.Image, cell.Cpu, cell.Memory, cell.Disk, cell.Pids);
        for (var attempt = 1; ; attempt++)
        {
            var making = FindOrMake(key, cell);
            try
            {
                var host = await making.WaitAsync(cancellationToken);
                return (await sandboxes.Cells.OpenAsync(host.Id, owner, cancellationToken), host);
            }
            catch (WarrenException gone) when (gone.Code is ErrorCode.NotFound or ErrorCode.InvalidState or ErrorCode.SandboxFailed && attempt < Tries)
            {
                // Its time was over, or something has ended it.
                await ForgetAsync(key, making);
            }
            catch (WarrenException) when (making.IsFaulted)
            {
                await ForgetAsync(key, making);
                throw;
            }
        }
    }

    /// <summary>Removes all of them: cells end with their server, so they are of no use to the next one.</summary>
    public async Task RemoveAllAsync()
    {
        Dictionary<HostKey, Task<SandboxSnapshot>> left;
        lock (_gate)
            (left, _isClosed) = (new(_hosts), true);
        foreach (var (key, host) in left)
            await ForgetAsync(key, host);
    }

    // No caller's cancellation ends it: the others wait for it too.
    private Task<SandboxSnapshot> FindOrMake(HostKey key, SandboxSpec cell)
    {
        lock (_gate)
        {
            if (_isClosed)
                throw new WarrenException(ErrorCode.EngineUnavailable, "The server is stopping; run it again once a server is back.");
            if (!_hosts.TryGetValue(key, out var host))
                _hosts[key] = host = sandboxes.Cells.CreateHostAsync(
                    cell with { Lifetime = new() { IdleTimeoutSeconds = options.CellIdle.TotalSeconds, OnTimeout = TimeoutAction.Destroy } },
                    options.MaxRunning, key.Owner, CancellationToken.None);
            return host;
        }
    }

    private async Task ForgetAsync(HostKey key, Task<SandboxSnapshot> making)
    {
        lock (_gate)
        {
            if (_hosts.GetValueOrDefault(key) != making)
                return; // Somebody else has.
            _hosts.Remove(key);
        }
        await ((Task)making).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!making.IsCompletedSuccessfully)
            return;
        try
        {
            await sandboxes.DeleteAsync((await making).Id, key.Owner, CancellationToken.None);
        }
        catch (WarrenException failure)
        {
            // It is gone already, or is tried again by the next server, or at its lifetime's end.
            LogNotRemoved(failure, (await making).Id);
        }
    }

    [LoggerMessage(1201, LogLevel.Debug, "The sandbox {Sandbox} that held cells could not be removed.")]
    private partial void LogNotRemoved(Exception failure, string sandbox);

    private sealed record HostKey(string Owner, string? Image, double? Cpu, long? Memory, long? Disk, int? Pids);
}
