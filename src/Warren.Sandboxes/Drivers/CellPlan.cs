namespace Warren.Sandboxes.Drivers;

/// <summary>
/// What a sandbox is made with that is to hold cells: places for one program each, apart from each other within it. No caller
/// of the API can ask for it.
/// </summary>
/// <param name="Slots">How many cells there can be at once, from 1 on.</param>
/// <param name="Cpu">Cores of each.</param>
/// <param name="Memory">Bytes of memory of each.</param>
/// <param name="Disk">Bytes of writable space of each.</param>
/// <param name="Pids">Processes and threads of each.</param>
public sealed record CellPlan(int Slots, double Cpu, long Memory, long Disk, int Pids);
