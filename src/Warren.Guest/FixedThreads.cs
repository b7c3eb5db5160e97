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
        // Only workers that are all busy at once are all there. A Barrier would have them all spin meanwhile.
        var (here, all, leave) = (0, new AutoResetEvent(false), new ManualResetEvent(false));
        for (var i = 0; i < Count; i++)
            ThreadPool.UnsafeQueueUserWorkItem(_ =>
            {
                if (Interlocked.Increment(ref here) == Count)
                    all.Set();
                leave.WaitOne();
            }, null);
        all.WaitOne();
        leave.Set();
        // The first timer starts the thread of all timers.
        using var timer = time.CreateTimer(_ => { }, null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);
    }
}
