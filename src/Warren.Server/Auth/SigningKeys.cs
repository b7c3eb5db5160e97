using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Warren.Api.Local;
using Warren.Server.Hosting;

namespace Warren.Server.Auth;

/// <summary>
/// Signs what callers bring back: sessions, links. The keys are in a file that only the server's user can read; a new one
/// is made each month, and one that nothing valid can be signed with any more is dropped. Nothing that was signed outlives
/// the server's token: it is part of every signature.
/// </summary>
internal sealed class SigningKeys(StateFolder state, AccessToken token, TimeProvider clock)
{
    /// <summary>How long a key signs.</summary>
    public static readonly TimeSpan Rotation = TimeSpan.FromDays(30);

    // What was signed last by a key is valid for as long as a session at most.
    private static readonly TimeSpan Kept = Rotation + BrowserSessions.Longest;
    private readonly Lock _gate = new();
    private readonly string _file = Path.Combine(state.Path, "signing-keys.json");
    private IReadOnlyList<SigningKey>? _keys;

    /// <summary>Signs a message, which <see cref="Verify"/> accepts for the same purpose only.</summary>
    public string Sign(string purpose, string message)
    {
        var key = Current();
        return $"{key.Id}.{Base64Url.EncodeToString(Mac(key, purpose, message))}";
    }

    /// <summary>Whether a signature was made by <see cref="Sign"/> for this very message. Takes the same time for every wrong one of a key.</summary>
    public bool Verify(string purpose, string message, string signature)
    {
        if (signature.Split('.') is not [var id, var text] || !Base64Url.IsValid(text) || Keys().FirstOrDefault(key => key.Id == id) is not { } key)
            return false;
        return CryptographicOperations.FixedTimeEquals(Mac(key, purpose, message), Base64Url.DecodeFromChars(text));
    }

    /// <summary>Joins texts so that no other texts are joined to the same.</summary>
    public static string Join(params ReadOnlySpan<string> parts)
    {
        var joined = new StringBuilder();
        foreach (var part in parts)
            joined.Append(CultureInfo.InvariantCulture, $"{part.Length}:").Append(part);
        return joined.ToString();
    }

    private byte[] Mac(SigningKey key, string purpose, string message)
    {
        var ofToken = HMACSHA256.HashData(key.Secret, token.Fingerprint);
        return HMACSHA256.HashData(ofToken, Encoding.UTF8.GetBytes(Join(purpose, message)));
    }

    private SigningKey Current()
    {
        var now = clock.GetUtcNow();
        if (Keys() is [var newest, ..] && newest.CreatedAt + Rotation > now)
            return newest;
        lock (_gate)
        {
            if (_keys is [var made, ..] && made.CreatedAt + Rotation > now)
                return made;
            var key = new SigningKey(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(6)), RandomNumberGenerator.GetBytes(32), now);
            IReadOnlyList<SigningKey> keys = [key, .. Keys().Where(old => old.CreatedAt + Kept > now)];
            OwnFile.Write(_file, JsonSerializer.SerializeToUtf8Bytes(keys, AuthJson.Default.IReadOnlyListSigningKey));
            _keys = keys;
            return key;
        }
    }

    private IReadOnlyList<SigningKey> Keys()
    {
        if (_keys is { } known)
            return known;
        lock (_gate)
            return _keys ??= File.Exists(_file)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(_file), AuthJson.Default.IReadOnlyListSigningKey)!
                : [];
    }
}
