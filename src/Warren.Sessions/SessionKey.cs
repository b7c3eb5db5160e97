namespace Warren.Sessions;

/// <summary>A caller's key of a creation, which makes its repetition give the same session.</summary>
/// <param name="Owner">Whose key it is.</param>
/// <param name="Key">What the caller chose.</param>
/// <param name="Body">A digest of what was asked for.</param>
/// <param name="SessionId">What came of it.</param>
/// <param name="TakenAt">When it was made.</param>
public sealed record SessionKey(string Owner, string Key, string Body, string SessionId, DateTimeOffset TakenAt);
