namespace Warren.Server.Auth;

/// <summary>A key that the server signs with.</summary>
/// <param name="Id">Names it in what it signed.</param>
/// <param name="Secret">32 random bytes.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record SigningKey(string Id, byte[] Secret, DateTimeOffset CreatedAt);
