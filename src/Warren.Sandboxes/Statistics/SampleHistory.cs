namespace Warren.Sandboxes.Statistics;

/// <summary>The last samples of one sandbox.</summary>
internal sealed class SampleHistory(int kept)
{
    private readonly Lock _gate = new();
    private readonly Queue<StatisticsSample> _samples = new();

    /// <summary>When everything was read last, not only the processor time; by the clock of samples.</summary>
    public long ReadAt { get; set; }

    /// <summary>The newest sample.</summary>
    public StatisticsSample? Last { get; private set; }

    /// <summary>Adds one, in place of the oldest where there are enough.</summary>
    public void Add(StatisticsSample sample)
    {
        lock (_gate)
        {
            if (_samples.Count == kept)
                _samples.Dequeue();
            _samples.Enqueue(sample);
            Last = sample;
        }
    }

    /// <summary>All of them, oldest first.</summary>
    public IReadOnlyList<StatisticsSample> ToList()
    {
        lock (_gate)
            return [.. _samples];
    }
}
