namespace Warren.Bench;

/// <summary>What was measured of one side, in milliseconds.</summary>
internal sealed class Series
{
    private readonly List<double> _values = [];

    /// <summary>Adds measurements.</summary>
    public void Add(params ReadOnlySpan<double> milliseconds) => _values.AddRange(milliseconds);

    /// <summary>Adds those of another one.</summary>
    public void Add(Series more) => _values.AddRange(more._values);

    /// <summary>The largest.</summary>
    public double Max => _values.Max();

    /// <summary>Sums them up.</summary>
    public Summary Summarize() => new(Quantile(0.5), Quantile(0.95), _values.Count);

    // Interpolated linearly between the two nearest.
    private double Quantile(double share)
    {
        var sorted = _values.Order().ToList();
        var at = share * (sorted.Count - 1);
        var below = sorted[(int)at];
        return below + (at - (int)at) * (sorted[Math.Min((int)at + 1, sorted.Count - 1)] - below);
    }
}
