namespace Warren.Guest;

/// <summary>
/// Makes every thread that the guest will need at its start. User code can use up the sandbox's limit of processes,
/// which counts threads too, and the runtime ends a program whose thread pool cannot grow.
/// </summary>
internal static class FixedThreads
{
    private const int Count = 8;

    public static void Start(TimeProvider time)
    {
        ThreadPool.SetMaxThreads(Count, Count);
        ThreadPool.SetMinThreads(Count, Count);
        // Only workers that are all busy at once are all there.
        using var here = new Barrier(Count + 1);
        for (var i = 0; i < Count; i++)
            ThreadPool.UnsafeQueueUserWorkItem(barrier => barrier.SignalAndWait(), here, preferLocal: false);
        here.SignalAndWait();
        // The first timer starts the thread of all timers.
        using var timer = time.CreateTimer(_ => { }, null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);
    }
}
