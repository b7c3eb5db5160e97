using Warren.Api.Sessions;

namespace Warren.Sessions.Secrets;

/// <summary>What is stored of a secret.</summary>
/// <param name="Secret">What may be known of it.</param>
/// <param name="Sealed">Its value, encrypted.</param>
public sealed record StoredSecret(Secret Secret, string Sealed);
