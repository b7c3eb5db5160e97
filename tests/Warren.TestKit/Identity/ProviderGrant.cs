namespace Warren.TestKit.Identity;

/// <summary>What a provider remembers of a code that it gave.</summary>
internal sealed record ProviderGrant(string RedirectUri, string Challenge, string Nonce, string Subject);
