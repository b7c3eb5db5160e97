using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Warren.Access;

/// <summary>Ids, names and secrets.</summary>
public static partial class AccessNames
{
    private const int IdLength = 16;

    /// <summary>What a name has to be.</summary>
    public const string Rule = "This has to be 1 to 63 letters, digits, '_', '.' and '-', beginning with a letter or digit, and not 16 lower-case letters and digits, which are an id.";

    /// <summary>A new id: 16 lower-case letters and digits (82 random bits).</summary>
    public static string NewId() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", IdLength);

    /// <summary>A new secret: 43 letters and digits (256 random bits).</summary>
    public static string NewSecret() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 43);

    /// <summary>What of a secret is stored. It has as many random bits as the hash, so that no salt and no slow hash is needed.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret)));

    /// <summary>Whether a secret is the one that was stored. Takes the same time for every wrong one.</summary>
    public static bool IsOf(string secret, string hash) =>
        CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(Hash(secret)), System.Text.Encoding.ASCII.GetBytes(hash));

    /// <summary>Whether a text can be a name.</summary>
    public static bool IsName(string text) => Name().IsMatch(text) && !IsId(text);

    /// <summary>Whether a text can be the name of a workspace, or of a subject that may hold more.</summary>
    public static bool IsWorkspace(string text) => Name().IsMatch(text);

    /// <summary>Whether a text has the form of an id.</summary>
    public static bool IsId(string text) => text.Length == IdLength && text.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9'));

    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}\z")]
    private static partial Regex Name();
}
