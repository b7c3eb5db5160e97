namespace Warren.Sandboxes;

/// <summary>Tells any number of waiters that something has changed. Nothing is made where nobody waits.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource? _waiting;

    /// <summary>Completes with the next change. Take it first, look at the state next, and then wait.</summary>
    public Task Next
    {
        get
        {
            if (Volatile.Read(ref _waiting) is { } waiting)
                return waiting.Task;
            var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref _waiting, made, null) ?? made).Task;
        }
    }

    /// <summary>Something has changed.</summary>
    public void Raise()
    {
        // Without the fence the change could become visible only after a waiter was looked for.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _waiting) is not null)
            Interlocked.Exchange(ref _waiting, null)?.TrySetResult();
    }
}
