namespace Warren.Server.Auth;

/// <summary>A browser that is signed in.</summary>
/// <param name="Id">Tells it from others, and finds it when it is ended.</param>
/// <param name="AccountId">Who signed in.</param>
/// <param name="CredentialVersion">The account's then: a later password ends the session.</param>
/// <param name="StartedAt">When that was.</param>
/// <param name="ExpiresAt">When it ends unless it is renewed.</param>
internal sealed record Session(string Id, string AccountId, int CredentialVersion, DateTimeOffset StartedAt, DateTimeOffset ExpiresAt);
