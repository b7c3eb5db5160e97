using System.Collections.Concurrent;
using Warren.Guest.Native;

namespace Warren.Guest.Processes;

/// <summary>Hands work to threads of one's own.</summary>
internal sealed class WorkQueue<T>
{
    private readonly ConcurrentQueue<T> _items = [];
    private readonly Wakeup _added = new();

    /// <summary>Adds work.</summary>
    public void Add(T item)
    {
        _items.Enqueue(item);
        _added.Set();
    }

    /// <summary>Waits for work.</summary>
    public T Take()
    {
        T? item;
        while (!_items.TryDequeue(out item))
            _added.Wait();
        // One wake-up may stand for several items, and there may be several threads.
        if (!_items.IsEmpty)
            _added.Set();
        return item;
    }
}
