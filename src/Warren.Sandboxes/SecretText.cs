namespace Warren.Sandboxes;

/// <summary>Takes secrets out of what is kept and shown.</summary>
public static class SecretText
{
    /// <summary>Letters of the shortest secret that is looked for: a shorter one stands in too much that has nothing to do with it.</summary>
    public const int Shortest = 4;

    /// <summary>A text with stars for every secret in it.</summary>
    public static string Mask(string text, IReadOnlyDictionary<string, string> secrets)
    {
        // The longest first, so that one which another begins with leaves nothing of that behind.
        foreach (var secret in secrets.Values.Where(secret => secret.Length >= Shortest).OrderByDescending(secret => secret.Length))
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        return text;
    }

    /// <summary>Texts with stars for every secret in them.</summary>
    public static IReadOnlyList<string> Mask(IReadOnlyList<string> texts, IReadOnlyDictionary<string, string> secrets) =>
        secrets.Count == 0 ? texts : [.. texts.Select(text => Mask(text, secrets))];
}
