using System.Security.Cryptography;

namespace Warren.Sandboxes;

/// <summary>Ids of sandboxes: sixteen lower-case letters and digits, which is a DNS label, drawn at random and never reused.</summary>
public static class SandboxId
{
    private const int Length = 16;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>A new id (82 random bits).</summary>
    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>Whether a text has the form of an id.</summary>
    public static bool IsValid(string text) => text.Length == Length && text.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9'));
}
