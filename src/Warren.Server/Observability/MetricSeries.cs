namespace Warren.Server.Observability;

/// <summary>One set of labels of an instrument, and what was measured with it.</summary>
internal sealed class MetricSeries(double[]? bounds)
{
    private readonly Lock _gate = new();
    private readonly long[]? _buckets = bounds is null ? null : new long[bounds.Length + 1];
    private double _sum;
    private long _count;

    /// <summary>Adds to a counter.</summary>
    public void Add(double value)
    {
        lock (_gate)
            _sum += value;
    }

    /// <summary>Replaces what was observed before.</summary>
    public void Set(double value)
    {
        lock (_gate)
            _sum = value;
    }

    /// <summary>Counts a value into its bucket.</summary>
    public void Observe(double value)
    {
        var bucket = Array.BinarySearch(bounds!, value);
        lock (_gate)
        {
            // A bucket holds what is at most its bound; beyond the last is one more.
            _buckets![bucket < 0 ? ~bucket : bucket]++;
            _sum += value;
            _count++;
        }
    }

    /// <summary>What was measured so far: the buckets each for itself.</summary>
    public (double Sum, long Count, long[] Buckets) Read()
    {
        lock (_gate)
            return (_sum, _count, _buckets is null ? [] : [.. _buckets]);
    }
}
