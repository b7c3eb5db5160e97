namespace Warren.Sandboxes;

/// <summary>Work in the background that somebody answers for: none is left when the owner ends.</summary>
public sealed class OwnedTasks
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Starts work, which reports its own failures.</summary>
    public void Run(Func<Task> work)
    {
        lock (_gate)
        {
            var task = Task.Run(work);
            _running.Add(task);
            _ = task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>Waits for all of it.</summary>
    public async Task EndAsync()
    {
        Task[] left;
        lock (_gate)
            left = [.. _running];
        await Task.WhenAll(left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Forget(Task ended)
    {
        lock (_gate)
            _running.Remove(ended);
    }
}
