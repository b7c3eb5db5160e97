namespace Warren.Sandboxes.Execs;

/// <summary>An exec, the sandbox that it runs in, and where its output goes.</summary>
internal sealed record CollectedExec(Sandbox Sandbox, SandboxOutput Output, KeptExec Exec);
