using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes;
using Warren.Sandboxes.Cells;

namespace Warren.Tools.Runs;

/// <summary>
/// The sandboxes that hold the cells of runs: one for each owner, image and set of limits, made when it is first needed and
/// removed when nobody has needed it for a while.
/// </summary>
internal sealed class CellHosts(SandboxService sandboxes, ToolRunOptions options)
{
    private const int Tries = 3;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<SandboxSnapshot>> _hosts = [];

    /// <summary>Opens a cell that nothing has been in before.</summary>
    /// <param name="cell">Image and limits of the cell.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>The cell, and the sandbox that it is in.</returns>
    public async Task<(SandboxCell Cell, SandboxSnapshot Host)> OpenAsync(SandboxSpec cell, string owner, CancellationToken cancellationToken)
    {
        var key = FormattableString.Invariant($"{owner} {cell.Image} {cell.Cpu} {cell.Memory} {cell.Disk} {cell.Pids}");
        for (var attempt = 1; ; attempt++)
        {
            var making = FindOrMake(key, cell, owner);
            try
            {
                var host = await making.WaitAsync(cancellationToken);
                return (await sandboxes.Cells.OpenAsync(host.Id, owner, cancellationToken), host);
            }
            catch (WarrenException gone) when (gone.Code is ErrorCode.NotFound or ErrorCode.InvalidState or ErrorCode.SandboxFailed && attempt < Tries)
            {
                // Its time was over, or something has ended it.
                await ForgetAsync(key, making, owner);
            }
            catch (WarrenException)
            {
                await ForgetAsync(key, making, owner);
                throw;
            }
        }
    }

    // No caller's cancellation ends it: the others wait for it too.
    private Task<SandboxSnapshot> FindOrMake(string key, SandboxSpec cell, string owner)
    {
        lock (_gate)
        {
            if (!_hosts.TryGetValue(key, out var host))
                _hosts[key] = host = sandboxes.Cells.CreateHostAsync(
                    cell with { Lifetime = new() { IdleTimeoutSeconds = options.CellIdle.TotalSeconds, OnTimeout = TimeoutAction.Destroy } },
                    options.MaxRunning, owner, CancellationToken.None);
            return host;
        }
    }

    private async Task ForgetAsync(string key, Task<SandboxSnapshot> host, string owner)
    {
        lock (_gate)
        {
            if (_hosts.GetValueOrDefault(key) != host)
                return; // Somebody else has.
            _hosts.Remove(key);
        }
        if (!host.IsCompletedSuccessfully)
            return;
        try
        {
            await sandboxes.DeleteAsync((await host).Id, owner, CancellationToken.None);
        }
        catch (WarrenException gone) when (gone.Code == ErrorCode.NotFound)
        {
        }
    }
}
