namespace Warren.Tools.Runs;

/// <summary>The turn of a run, until it is disposed.</summary>
/// <param name="queue">Who gave it.</param>
/// <param name="began">When, as a timestamp.</param>
internal sealed class RunTurn(RunQueue queue, long began) : IDisposable
{
    private int _ended;

    /// <summary>When it began, as a timestamp.</summary>
    public long Began => began;

    /// <summary>Ends it, once.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            queue.Leave(this);
    }
}
