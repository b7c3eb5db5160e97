namespace Warren.Sandboxes.Pool;

/// <summary>A sandbox that was made ahead and in which nothing has run.</summary>
/// <param name="Sandbox">It, as nobody's.</param>
/// <param name="Turn">Its turn, which passes on with it.</param>
internal readonly record struct ReadySandbox(Sandbox Sandbox, SandboxTurn Turn);
