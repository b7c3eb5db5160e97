namespace Warren.Access;

/// <summary>What is stored of a login: all the tokens that one sign-in has given.</summary>
/// <param name="Id">16 lower-case letters and digits.</param>
/// <param name="AccountId">Who signed in.</param>
/// <param name="CredentialVersion">The account's then.</param>
/// <param name="RefreshHash">SHA-256 of the secret of the one refresh token that counts, in hexadecimal digits.</param>
/// <param name="ExpiresAt">When the last of its tokens ends, whatever is refreshed.</param>
/// <param name="IsRevoked">Whether it was ended before.</param>
public sealed record LoginRecord(string Id, string AccountId, int CredentialVersion, string RefreshHash, DateTimeOffset ExpiresAt, bool IsRevoked);
