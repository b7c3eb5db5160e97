namespace Warren.Sandboxes.Pool;

/// <summary>A sandbox that was made ahead and in which nothing has run.</summary>
/// <param name="Sandbox">It, as nobody's.</param>
/// <param name="Turn">Its turn, which passes on with it.</param>
/// <param name="AnsweredAt">When its guest answered last, as a timestamp of the clock.</param>
internal readonly record struct ReadySandbox(Sandbox Sandbox, SandboxTurn Turn, long AnsweredAt);
