namespace Warren.Cli.Logins;

/// <summary>What is shown to a server.</summary>
/// <param name="Secret">What is sent as <c>Authorization: Bearer</c>.</param>
/// <param name="Source">Where it is from, for people.</param>
internal sealed record Credential(string Secret, string Source);
