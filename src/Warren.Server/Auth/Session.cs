namespace Warren.Server.Auth;

/// <summary>A browser that is signed in.</summary>
/// <param name="Id">Tells it from others, and finds it when it is ended.</param>
/// <param name="StartedAt">When its user gave the token.</param>
/// <param name="ExpiresAt">When it ends unless it is renewed.</param>
internal sealed record Session(string Id, DateTimeOffset StartedAt, DateTimeOffset ExpiresAt);
