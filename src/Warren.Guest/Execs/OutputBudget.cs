namespace Warren.Guest.Execs;

/// <summary>Bounds the memory of all kept output together.</summary>
/// <param name="limit">Bytes.</param>
internal sealed class OutputBudget(long limit)
{
    private long _used;

    /// <summary>Bytes that are taken.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>Whether more than half is taken.</summary>
    public bool IsHalfUsed => Used > limit / 2;

    /// <summary>Takes bytes where that keeps within the limit.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= limit)
            return true;
        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    /// <summary>Takes bytes in any case: the little that every stream needs.</summary>
    public void Take(long bytes) => Interlocked.Add(ref _used, bytes);

    /// <summary>Gives bytes back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _used, -bytes);
}
