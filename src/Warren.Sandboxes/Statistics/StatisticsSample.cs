using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Statistics;

/// <summary>Figures of one moment.</summary>
/// <param name="Timestamp">That moment, by a clock that is never set.</param>
/// <param name="Start">The start of the sandbox that its counters count from.</param>
/// <param name="Value">The figures.</param>
internal sealed record StatisticsSample(long Timestamp, DateTimeOffset? Start, SandboxStatistics Value);
