using Warren.Api.Access;

namespace Warren.Access;

/// <summary>What is stored of a key.</summary>
/// <param name="Info">What callers see of it.</param>
/// <param name="AccountId">The account that it speaks for.</param>
/// <param name="SecretHash">SHA-256 of its secret, in hexadecimal digits: of 256 random bits nobody finds it again.</param>
public sealed record KeyRecord(ApiKey Info, string AccountId, string SecretHash);
