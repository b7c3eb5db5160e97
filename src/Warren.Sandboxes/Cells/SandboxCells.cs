using System.Collections.Concurrent;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Guest.Protocol;
using Warren.Sandboxes.Drivers;

namespace Warren.Sandboxes.Cells;

/// <summary>
/// Cells: light isolated places for one program each, within a sandbox of their owner's that was made for them. They last
/// as long as this process at most: their guest removes them when it is gone.
/// </summary>
public sealed class SandboxCells
{
    private const long MiB = 1 << 20, HostMemory = 256 * MiB, HostDisk = 64 * MiB, SlotMemory = 4 * MiB;
    private const int HostPids = 128, SlotPids = 2;

    private readonly SandboxService _sandboxes;
    private readonly SandboxCreation _creation;
    private readonly SpecValidator _validator;
    private readonly SandboxServiceOptions _options;
    private readonly ConcurrentDictionary<string, CellHost> _hosts = new();

    internal SandboxCells(SandboxService sandboxes, SandboxCreation creation, SpecValidator validator, SandboxServiceOptions options) =>
        (_sandboxes, _creation, _validator, _options) = (sandboxes, creation, validator, options);

    /// <summary>Whether cells as a spec has them can be made; where not, a whole sandbox has to do.</summary>
    /// <param name="spec">Image, limits, driver and runtime of one cell.</param>
    /// <exception cref="WarrenException">The spec itself could not be carried out.</exception>
    public bool CanHold(SandboxSpec spec) => WhyNot(_validator.Complete(spec)) is null;

    /// <summary>
    /// Makes a sandbox that holds cells, of at most as many slots as asked for: fewer where the limits of one sandbox would be
    /// passed. Its own limits are those of all its cells and what its guest needs.
    /// </summary>
    /// <param name="cell">Image, limits, environment and user of one cell; name, labels and lifetime are the sandbox's.</param>
    /// <param name="slots">Most cells at once, 1 to 128.</param>
    /// <param name="owner">Who it and all its cells belong to.</param>
    /// <param name="cancellationToken">Gives it up; nothing is left.</param>
    /// <exception cref="WarrenException">CapabilityMissing where its driver or runtime cannot, and as for every sandbox.</exception>
    public async Task<SandboxSnapshot> CreateHostAsync(SandboxSpec cell, int slots, string owner, CancellationToken cancellationToken)
    {
        if (slots is < 1 or > GuestProtocol.MaxCells)
            throw new WarrenException(new Dictionary<string, string[]> { ["slots"] = [$"This has to be a number from 1 to {GuestProtocol.MaxCells}."] });
        var complete = _validator.Complete(cell);
        if (WhyNot(complete) is { } missing)
            throw new WarrenException(ErrorCode.CapabilityMissing, missing);
        var (memory, pids) = (complete.Memory!.Value + SlotMemory, complete.Pids!.Value + SlotPids);
        slots = (int)Math.Clamp(Math.Min((_options.MaxMemory - HostMemory) / memory, (_options.MaxPids - HostPids) / pids), 1, slots);
        var plan = new CellPlan(slots, complete.Cpu!.Value, complete.Memory.Value, complete.Disk!.Value, complete.Pids.Value);
        var host = cell with
        {
            Cpu = Math.Min(_options.MaxCpu, plan.Cpu * slots),
            Memory = Math.Min(_options.MaxMemory, (memory * slots) + HostMemory),
            Disk = HostDisk,
            Pids = Math.Min(_options.MaxPids, (pids * slots) + HostPids),
        };
        return await SandboxTelemetry.MeasureAsync("create", () => _creation.CreateAsync(host, owner, null, cancellationToken, new() { Cells = plan }));
    }

    /// <summary>How many cells a sandbox holds at once; 0 where it was not made for cells.</summary>
    public int SlotsOf(string sandboxId, string owner) => _sandboxes.Find(sandboxId, owner).Record.Cells?.Slots ?? 0;

    /// <summary>
    /// Opens a cell, which nothing has been in before. Where all slots are taken it waits for one; who came first is served first.
    /// While it is open its sandbox is not idle.
    /// </summary>
    /// <exception cref="WarrenException">NotFound, InvalidState where the sandbox does not run, InvalidRequest where it holds no cells.</exception>
    public async Task<SandboxCell> OpenAsync(string sandboxId, string owner, CancellationToken cancellationToken)
    {
        var use = await _sandboxes.UseAsync(sandboxId, owner, cancellationToken);
        try
        {
            var plan = use.Sandbox.Record.Cells
                ?? throw new WarrenException(ErrorCode.InvalidRequest, $"Sandbox {use.Sandbox.Id} was not made to hold cells.");
            var host = _hosts.GetOrAdd(use.Sandbox.Id, _ => new CellHost(plan.Slots));
            var slot = await host.TakeAsync(cancellationToken);
            try
            {
                return new(use, host, slot, await host.LeaseAsync(use.Guest, cancellationToken));
            }
            catch
            {
                host.Return(slot);
                throw;
            }
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }

    /// <summary>A whole sandbox, behind what a cell offers. Disposing it deletes the sandbox.</summary>
    public ISandboxPlace Whole(string sandboxId, string owner) => new WholeSandbox(_sandboxes, _sandboxes.Find(sandboxId, owner).Id, owner);

    /// <summary>A sandbox was removed.</summary>
    internal void OnRemoved(Sandbox sandbox)
    {
        if (_hosts.TryRemove(sandbox.Id, out var host))
            host.Dispose();
    }

    private string? WhyNot(SandboxSpec complete)
    {
        var driver = _sandboxes.Drivers.Find(complete.Driver!);
        if (driver is not ICellDriver cells || !cells.CellRuntimes.Contains(complete.Runtime))
            return $"The driver '{complete.Driver}' cannot hold cells with the runtime '{complete.Runtime}'; use a sandbox for each program.";
        return complete.Mounts is [] && complete.Entrypoint is null ? null : "A sandbox that holds cells has neither folders of the host nor an entrypoint.";
    }
}
