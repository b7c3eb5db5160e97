namespace Warren.Server.Sessions;

/// <summary>Marks endpoints that work in the sandbox of a session.</summary>
/// <param name="Wakes">Whether the session is woken for it where it is idle, unless it reads <see cref="Http.KeptContent"/>.</param>
internal sealed record SessionCallMark(bool Wakes);
