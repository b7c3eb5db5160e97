using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Warren.Access.Logins;

/// <summary>
/// Signs and checks tokens: JSON Web Tokens (RFC 7519) by HMAC-SHA-256 (RFC 7515, section 3.2). There is no other algorithm:
/// a token whose header is not the very one that is written here is none.
/// </summary>
public sealed class TokenSigner
{
    /// <summary>Who issues them.</summary>
    public const string Issuer = "warren";

    /// <summary>The fewest bytes of a key (RFC 7518, section 3.2).</summary>
    public const int LeastKey = 32;

    private const int Longest = 2048;
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);
    private readonly byte[] _key;

    /// <summary>Signs with a key.</summary>
    /// <exception cref="ArgumentException">It is too short.</exception>
    public TokenSigner(byte[] key)
    {
        if (key.Length < LeastKey)
            throw new ArgumentException($"A key has at least {LeastKey} bytes.", nameof(key));
        _key = key;
    }

    /// <summary>A token that says this.</summary>
    internal string Sign(TokenClaims claims)
    {
        var signed = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, TokenJson.Default.TokenClaims))}";
        return $"{signed}.{Base64Url.EncodeToString(Mac(signed))}";
    }

    /// <summary>Whether a text is a token of ours, whether or not it still counts.</summary>
    public bool IsSigned(string token) => Read(token) is not null;

    /// <summary>What a token says; null where it is none of ours. Takes the same time for every wrong signature.</summary>
    internal TokenClaims? Read(string token)
    {
        if (token.Length > Longest || token.LastIndexOf('.') is var end && end <= Header.Length
            || !token.StartsWith(Header, StringComparison.Ordinal) || token[Header.Length] != '.')
            return null;
        var (payload, signature) = (token[(Header.Length + 1)..end], token[(end + 1)..]);
        if (!Base64Url.IsValid(signature) || !Base64Url.IsValid(payload)
            || !CryptographicOperations.FixedTimeEquals(Mac(token[..end]), Base64Url.DecodeFromChars(signature)))
            return null;
        try
        {
            return JsonSerializer.Deserialize(Base64Url.DecodeFromChars(payload), TokenJson.Default.TokenClaims) is { Issuer: Issuer } claims ? claims : null;
        }
        catch (JsonException)
        {
            return null; // Somebody else signs something else with the same secret.
        }
    }

    private byte[] Mac(string signed) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(signed));
}
