namespace Warren.Sessions;

/// <summary>What came of adding a session: nothing was written where one of the two is set.</summary>
/// <param name="TakenKey">What the caller's key was used for before.</param>
/// <param name="IsNameTaken">Whether another session of the workspace has the name.</param>
public sealed record SessionAddition(SessionKey? TakenKey = null, bool IsNameTaken = false);
