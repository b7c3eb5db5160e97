namespace Warren.Images.Layers;

/// <summary>A path inside a layer, relative to its root: no leading slash, no <c>.</c> or <c>..</c>.</summary>
/// <param name="Text">The path; empty for the root.</param>
internal sealed record LayerPath(string Text)
{
    /// <summary>The root itself.</summary>
    public static LayerPath Root { get; } = new("");

    public bool IsRoot => Text.Length == 0;

    /// <summary>The last part.</summary>
    public string Name => Text[(Text.LastIndexOf('/') + 1)..];

    /// <summary>The folder it is in; the root's is the root.</summary>
    public LayerPath Parent => Text.LastIndexOf('/') is > 0 and var slash ? new(Text[..slash]) : Root;

    /// <summary>A path in this folder.</summary>
    public LayerPath Join(string name) => IsRoot ? new(name) : new($"{Text}/{name}");

    /// <summary>Reads the path of an archive's entry, which is hostile input.</summary>
    /// <exception cref="Api.WarrenException">It is absolute, climbs, is too long or too deep, or holds a NUL.</exception>
    public static LayerPath Parse(string text, UnpackLimits limits)
    {
        if (text.Length == 0 || text.Contains('\0'))
            throw LayerTree.Refused("an entry has an empty name or one with a NUL in it");
        if (text.StartsWith('/'))
            throw LayerTree.Refused($"the path '{Shown(text)}' is absolute");
        if (text.Length > limits.MaxPathLength)
            throw LayerTree.Refused($"the path '{Shown(text)}' is longer than {limits.MaxPathLength} characters");
        var parts = text.Split('/').Where(part => part is not ("" or ".")).ToList();
        if (parts.Contains(".."))
            throw LayerTree.Refused($"the path '{Shown(text)}' has a '..' in it");
        if (parts.Count > limits.MaxDepth)
            throw LayerTree.Refused($"the path '{Shown(text)}' is deeper than {limits.MaxDepth} folders");
        // NAME_MAX of limits.h, in bytes.
        if (parts.Any(part => System.Text.Encoding.UTF8.GetByteCount(part) > 255))
            throw LayerTree.Refused($"the path '{Shown(text)}' has a name of more than 255 bytes in it");
        return new(string.Join('/', parts));
    }

    /// <inheritdoc/>
    public override string ToString() => Shown(Text);

    /// <summary>Foreign text made fit for a message: short and without control characters.</summary>
    internal static string Shown(string text)
    {
        var cut = text.Length > 120 ? text[..120] + "..." : text;
        return string.Concat(cut.Select(letter => char.IsControl(letter) ? '?' : letter));
    }
}
