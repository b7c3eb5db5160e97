namespace Warren.Bench;

/// <summary>One side of a comparison.</summary>
/// <param name="P50">Median in milliseconds.</param>
/// <param name="P95">95th percentile in milliseconds.</param>
/// <param name="Count">How many were measured.</param>
public sealed record Summary(double P50, double P95, int Count);
