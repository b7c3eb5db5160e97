using Microsoft.Win32.SafeHandles;
using Warren.Guest.Execs;
using Warren.Guest.Processes;
using Warren.Guest.Protocol;

namespace Warren.Guest.Cells;

/// <summary>A place of its own in the sandbox for one program: its processes, its files, its network, its limits.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Lease">The lease that it lasts as long as.</param>
/// <param name="Slot">Where it is.</param>
/// <param name="Root">Its root folder.</param>
internal sealed record Cell(string Id, string Lease, CellSlot Slot, SafeFileHandle Root)
{
    private readonly Lock _gate = new();
    private readonly List<string> _execs = [];

    /// <summary>Notes that an exec is in it.</summary>
    public void Add(string execId)
    {
        lock (_gate)
            _execs.Add(execId);
    }

    /// <summary>Starts its programs.</summary>
    /// <param name="execId">The exec: programs of the guest's own end nothing with them.</param>
    public ISpawner SpawnerOf(string execId) => new Spawning(this, !execId.StartsWith(GuestProtocol.HelperPrefix));

    /// <summary>Kills all that is in it, removes what it wrote, and has its execs forgotten.</summary>
    public async Task RemoveAsync(ExecTable execs)
    {
        Slot.End();
        Root.Dispose();
        await Slot.Removed;
        lock (_gate)
            execs.ForgetEnded(_execs);
    }

    private sealed class Spawning(Cell cell, bool isMain) : ISpawner
    {
        public Task<int> SpawnAsync(Spawn spawn) => cell.Slot.SpawnAsync(spawn, isMain);
    }
}
