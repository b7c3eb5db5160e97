namespace Warren.Server.Auth;

/// <summary>The account that somebody tried to sign in as, or did.</summary>
/// <param name="Name">As it was given, where it can be a name.</param>
internal sealed record SignInName(string Name);
