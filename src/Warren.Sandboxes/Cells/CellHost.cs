using System.Collections.Concurrent;
using Warren.Api;
using Warren.Sandboxes.Guests;

namespace Warren.Sandboxes.Cells;

/// <summary>A sandbox that holds cells: which of its slots are free, and the lease that its cells have.</summary>
internal sealed class CellHost : IDisposable
{
    private readonly SemaphoreSlim _leasing = new(1);
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentQueue<int> _slots;
    private int _usable;
    private GuestClient? _guest;
    private GuestLease? _lease;

    public CellHost(int slots) => (_free, _slots, _usable) = (new(slots), new(Enumerable.Range(0, slots)), slots);

    /// <summary>Takes a slot, the one that was given back longest ago, waiting until one is free.</summary>
    /// <exception cref="WarrenException">SandboxFailed: all are lost.</exception>
    public async Task<int> TakeAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        if (_slots.TryDequeue(out var slot))
            return slot;
        _free.Release(); // The next one that waits is to hear it, too.
        throw new WarrenException(ErrorCode.SandboxFailed, "The sandbox can hold no cells any more.");
    }

    /// <summary>Gives a slot back.</summary>
    public void Return(int slot)
    {
        _slots.Enqueue(slot);
        _free.Release();
    }

    /// <summary>Gives up a slot that is lost: whatever was in it has ended what makes its cells.</summary>
    public void Retire()
    {
        if (Interlocked.Decrement(ref _usable) == 0)
            _free.Release();
    }

    /// <summary>The lease for cells of a guest, one for all of them.</summary>
    public async ValueTask<string> LeaseAsync(GuestClient guest, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _lease) is { HasEnded: false } lease && Volatile.Read(ref _guest) == guest)
            return lease.Id;
        await _leasing.WaitAsync(cancellationToken);
        try
        {
            if (_guest != guest || _lease is not { HasEnded: false })
            {
                _lease?.Dispose();
                _lease = null;
                _guest = guest;
                _lease = await guest.LeaseCellsAsync(SandboxId.New(), cancellationToken);
            }
            return _lease.Id;
        }
        finally
        {
            _leasing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lease?.Dispose();
}
