namespace Warren.Bench;

/// <summary>What callers that do not pause got done.</summary>
internal sealed class Throughput
{
    /// <summary>How long each one took, in milliseconds.</summary>
    public Series Times { get; } = new();

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>Over how much time, in seconds.</summary>
    public double Seconds { get; private set; }

    /// <summary>How many in a second.</summary>
    public double Rate => Count / Seconds;

    /// <summary>Adds a block of time.</summary>
    public void Add(Throughput block)
    {
        Times.Add(block.Times);
        Count += block.Count;
        Seconds += block.Seconds;
    }

    /// <summary>Adds what one caller did in a block of time.</summary>
    public void Add(IReadOnlyList<double> milliseconds)
    {
        Times.Add([.. milliseconds]);
        Count += milliseconds.Count;
    }

    /// <summary>Says how long the block of time was.</summary>
    public void End(TimeSpan elapsed) => Seconds += elapsed.TotalSeconds;
}
