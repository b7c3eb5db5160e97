namespace Warren.Sandboxes.Drivers;

/// <summary>What an engine shows of one sandbox.</summary>
/// <param name="Id">The sandbox's id.</param>
/// <param name="Condition">What it is doing.</param>
/// <param name="Reason">For <see cref="EngineCondition.Ended"/>: why, as far as the engine knows.</param>
public sealed record SandboxObservation(string Id, EngineCondition Condition, string? Reason = null);
