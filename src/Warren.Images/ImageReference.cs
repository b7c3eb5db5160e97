using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Warren.Api;

namespace Warren.Images;

/// <summary>
/// Names an image: <c>[registry/]path[:tag][@sha256:digest]</c>, by the grammar of the OCI distribution specification
/// ("Pulling manifests") with Docker's familiar short forms.
/// </summary>
public sealed partial record ImageReference
{
    private ImageReference(string name, string tag, string? digest) => (Name, Tag, Digest) = (name, tag, digest);

    /// <summary>Name without tag, in its short form: <c>docker.io/library/python</c> is <c>python</c>.</summary>
    public string Name { get; }

    /// <summary>Tag; <c>latest</c> where none was given.</summary>
    public string Tag { get; }

    /// <summary>Digest of the manifest that it must be, or null.</summary>
    public string? Digest { get; }

    /// <summary>Name and tag as the store knows it, without a tag that is <c>latest</c>.</summary>
    public string Tagged => Tag == "latest" ? Name : $"{Name}:{Tag}";

    /// <summary>Reads a reference.</summary>
    /// <exception cref="WarrenException">It is none, or names an archive, which can only be imported.</exception>
    public static ImageReference Parse(string text)
    {
        if (text.StartsWith("oci-archive:", StringComparison.Ordinal) || text.StartsWith("docker-archive:", StringComparison.Ordinal))
            throw new WarrenException(ErrorCode.InvalidRequest, "An archive is no image yet; import it with `warren image import`.");
        return TryParse(text, out var reference) ? reference : throw new WarrenException(ErrorCode.InvalidRequest,
            $"'{Layers.LayerPath.Shown(text)}' is no image reference; write it like 'warren/worker', 'python:3.11-slim' or 'name@sha256:...'.");
    }

    /// <summary>Reads a reference; false when it is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ImageReference? reference)
    {
        reference = null;
        var match = Grammar().Match(text);
        if (!match.Success || match.Groups["name"].Length > 255)
            return false;
        var name = match.Groups["name"].Value;
        foreach (var registry in (string[])["docker.io/", "index.docker.io/"])
            if (name.StartsWith(registry, StringComparison.Ordinal))
                name = name[registry.Length..];
        if (name.StartsWith("library/", StringComparison.Ordinal) && name.Count(letter => letter == '/') == 1)
            name = name["library/".Length..];
        var tag = match.Groups["tag"] is { Success: true, Value: var given } ? given : "latest";
        reference = new(name, tag, match.Groups["digest"] is { Success: true, Value: var digest } ? digest : null);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Digest is null ? Tagged : $"{Tagged}@{Digest}";

    [GeneratedRegex("""
        \A(?<name>(?:(?:localhost|[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+|[a-zA-Z0-9-]+(?=:[0-9]))(?::[0-9]{1,5})?/)?
        [a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*)
        (?::(?<tag>[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}))?(?:@(?<digest>sha256:[a-f0-9]{64}))?\z
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
