using Warren.Api.Sessions;

namespace Warren.Sessions;

/// <summary>What came of a creation.</summary>
/// <param name="Session">The session.</param>
/// <param name="IsReplayed">Whether an earlier call with the same key had made it.</param>
public sealed record SessionCreated(Session Session, bool IsReplayed);
