using System.Security.Cryptography;
using System.Text;
using Warren.Api;
using Warren.Api.Sessions;

namespace Warren.Sessions.Secrets;

/// <summary>
/// Encrypts the values of secrets by AES-256-GCM (NIST SP 800-38D). Each is bound to its workspace, session and name: put in the place
/// of another one in the database, it cannot be opened.
/// </summary>
public sealed class SecretCipher
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 32;

    private const string Version = "v1:";
    private readonly byte[] _key;

    /// <summary>Encrypts with a key.</summary>
    /// <param name="key">32 bytes.</param>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public SecretCipher(byte[] key) => _key = key.Length == KeyLength ? key : throw new ArgumentException($"A key has {KeyLength} bytes.", nameof(key));

    /// <summary>Encrypts a value.</summary>
    public string Seal(Secret secret, string value)
    {
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var plain = Encoding.UTF8.GetBytes(value);
        var (cipher, tag) = (new byte[plain.Length], new byte[AesGcm.TagByteSizes.MaxSize]);
        using var aes = new AesGcm(_key, tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag, Place(secret));
        return Version + Convert.ToBase64String([.. nonce, .. tag, .. cipher]);
    }

    /// <summary>Gives back a value.</summary>
    /// <exception cref="WarrenException">EngineUnavailable: it was encrypted with another key, or for another secret.</exception>
    public string Open(StoredSecret stored)
    {
        try
        {
            var bytes = Convert.FromBase64String(stored.Sealed[Version.Length..]).AsSpan();
            var (nonceLength, tagLength) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
            var plain = new byte[bytes.Length - nonceLength - tagLength];
            using var aes = new AesGcm(_key, tagLength);
            aes.Decrypt(bytes[..nonceLength], bytes[(nonceLength + tagLength)..], bytes[nonceLength..(nonceLength + tagLength)], plain, Place(stored.Secret));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException or ArgumentException or OverflowException)
        {
            throw new WarrenException(ErrorCode.EngineUnavailable,
                $"The secret '{stored.Secret.Name}' cannot be opened: it was kept with another key. Start the server with that key (WARREN_SECRETS_KEY), or delete the secret and make it anew.", failure);
        }
    }

    // None of the parts can hold a zero.
    private static byte[] Place(Secret secret) => Encoding.UTF8.GetBytes($"{secret.Workspace}\0{secret.SessionId}\0{secret.Name}");
}
