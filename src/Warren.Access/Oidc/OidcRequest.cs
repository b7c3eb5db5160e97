using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Warren.Access.Oidc;

/// <summary>What ties an answer of the provider to the one request that it is for, 256 random bits each.</summary>
/// <param name="State">Comes back in the address (RFC 6749, section 10.12).</param>
/// <param name="Nonce">Comes back in the signed token (OpenID Connect Core 1.0, section 3.1.2.1).</param>
/// <param name="Verifier">Is shown where the code is redeemed; the request holds its hash (RFC 7636).</param>
public sealed record OidcRequest(string State, string Nonce, string Verifier)
{
    /// <summary>A new one.</summary>
    public static OidcRequest Create() => new(Random(), Random(), Random());

    /// <summary>Whether an answer brings the state. Takes the same time for every wrong one.</summary>
    public bool HasState(string given) => IsSame(given, State);

    /// <summary>Whether a token brings the nonce. Takes the same time for every wrong one.</summary>
    public bool HasNonce(string given) => IsSame(given, Nonce);

    /// <summary>What of a verifier is shown before (RFC 7636, section 4.2, method S256).</summary>
    public static string ChallengeOf(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private static bool IsSame(string given, string asked) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(asked));

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
