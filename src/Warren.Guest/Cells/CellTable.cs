using Warren.Guest.Execs;
using Warren.Guest.Protocol;

namespace Warren.Guest.Cells;

/// <summary>
/// All cells. Each belongs to a lease, a stream that its server holds open: where that breaks, as it does when the server
/// dies, all cells of the lease are removed.
/// </summary>
internal sealed class CellTable(IReadOnlyList<CellSlot> slots)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Cell> _cells = [];
    private readonly HashSet<string> _making = [];
    private readonly HashSet<string> _leases = [];

    /// <summary>Makes a cell.</summary>
    public async Task<Cell> OpenAsync(GuestCellRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        var slot = slots[request.Slot];
        Claim(request);
        try
        {
            await slot.Removed.WaitAsync(cancellationToken);
            var cell = new Cell(request.Id, request.Lease, slot, await slot.MakeAsync(request.Id));
            if (TryAdd(cell))
                return cell;
            slot.End();
            cell.Root.Dispose();
            throw new GuestFailure(GuestErrorCode.Conflict, "the lease has ended");
        }
        finally
        {
            lock (_gate)
                _making.Remove(request.Id);
        }
    }

    /// <summary>The cell of an id.</summary>
    /// <exception cref="GuestFailure">There is none.</exception>
    public Cell Get(string id)
    {
        lock (_gate)
            return _cells.GetValueOrDefault(id) ?? throw new GuestFailure(GuestErrorCode.NotFound, $"no such cell: {id}");
    }

    /// <summary>Removes a cell; returns when nothing of it is left.</summary>
    /// <exception cref="GuestFailure">There is none, or its slot is lost with it.</exception>
    public async Task RemoveAsync(string id, ExecTable execs)
    {
        Cell? cell;
        lock (_gate)
            _cells.Remove(id, out cell);
        if (cell is null)
            throw new GuestFailure(GuestErrorCode.NotFound, $"no such cell: {id}");
        await cell.RemoveAsync(execs);
        cell.Slot.RequireUsable();
    }

    /// <summary>Begins a lease.</summary>
    public void Begin(string lease)
    {
        lock (_gate)
            if (!_leases.Add(lease))
                throw new GuestFailure(GuestErrorCode.Conflict, $"there is a lease with the id {lease} already");
    }

    /// <summary>Ends a lease and removes its cells.</summary>
    public Task EndAsync(string lease, ExecTable execs)
    {
        List<Cell> cells;
        lock (_gate)
        {
            _leases.Remove(lease);
            cells = [.. _cells.Values.Where(cell => cell.Lease == lease)];
            foreach (var cell in cells)
                _cells.Remove(cell.Id);
        }
        return Task.WhenAll(cells.Select(cell => cell.RemoveAsync(execs)));
    }

    private void Check(GuestCellRequest request)
    {
        if (!GuestProtocol.IsExecId(request.Id))
            throw GuestFailure.Invalid($"the id of a cell has 1 to {GuestProtocol.MaxIdLength} letters, digits, - and _");
        if (request.Slot < 0 || request.Slot >= slots.Count)
            throw GuestFailure.Invalid(slots.Count == 0 ? "this sandbox was not made for cells" : $"a slot is a number from 0 to {slots.Count - 1}");
    }

    private void Claim(GuestCellRequest request)
    {
        lock (_gate)
        {
            if (!_leases.Contains(request.Lease))
                throw new GuestFailure(GuestErrorCode.Conflict, $"there is no lease with the id {request.Lease}");
            if (_cells.ContainsKey(request.Id) || !_making.Add(request.Id))
                throw new GuestFailure(GuestErrorCode.Conflict, $"there is a cell with the id {request.Id} already");
        }
    }

    private bool TryAdd(Cell cell)
    {
        lock (_gate)
        {
            if (!_leases.Contains(cell.Lease))
                return false;
            _cells.Add(cell.Id, cell);
            return true;
        }
    }
}
