using Warren.Api.Sandboxes;

namespace Warren.Sandboxes;

/// <summary>What came of a creation.</summary>
/// <param name="Snapshot">The sandbox.</param>
/// <param name="IsReplayed">Whether an earlier creation with the same idempotency key made it.</param>
public sealed record SandboxCreated(SandboxSnapshot Snapshot, bool IsReplayed);
