using Warren.Api.Sandboxes;

namespace Warren.Sandboxes.Execs;

/// <summary>The end of an exec.</summary>
/// <param name="Time">When it was seen.</param>
/// <param name="Exit">How it ended; null where nobody saw it.</param>
/// <param name="Reason">Why nobody saw it, fit to be shown.</param>
internal sealed record ExecEnd(DateTimeOffset Time, ExecExit? Exit, string? Reason);
