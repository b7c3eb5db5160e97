using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Warren.Api.Local;

namespace Warren.Server.Hosting;

/// <summary>The bearer token of an installation, kept in a file that only its owner can read.</summary>
public sealed class AccessToken
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly byte[] _hash;

    private AccessToken(string token) => _hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>
    /// Reads the token, or makes one of 32 random bytes at the first start. Called under the state folder's lock.
    /// </summary>
    /// <exception cref="InvalidDataException">The file holds no token.</exception>
    public static AccessToken ReadOrCreate(StateFolder state, Installer installer)
    {
        if (!File.Exists(state.TokenFile))
            Create(state, installer);
        var token = File.ReadAllText(state.TokenFile).Trim();
        if (token.Length < 32)
            throw new InvalidDataException("The file 'token' in the state folder holds no token; delete it to have a new one made.");
        return new AccessToken(token);
    }

    /// <summary>Tells this token from every other one, without telling it.</summary>
    public ReadOnlySpan<byte> Fingerprint => _hash;

    /// <summary>Whether a caller gave the token. Takes the same time for every wrong one.</summary>
    public bool Matches(string given) =>
        CryptographicOperations.FixedTimeEquals(_hash, SHA256.HashData(Encoding.UTF8.GetBytes(given)));

    private static void Create(StateFolder state, Installer installer)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        installer.WriteFile(state.TokenFile, Encoding.ASCII.GetBytes(token + "\n"), OwnerOnly);
    }
}
