namespace Warren.Images.Recipes;

/// <summary>Where this host gets Debian's packages from, so that a build uses the mirror that its operator chose.</summary>
internal static class AptSources
{
    private const string Main = "http://deb.debian.org/debian", Security = "http://deb.debian.org/debian-security";

    /// <summary>The official sources of a release, which is also what a built image keeps.</summary>
    public static IReadOnlyList<string> Official(string suite) =>
    [
        $"deb {Main} {suite} main",
        $"deb {Main} {suite}-updates main",
        $"deb {Security} {suite}-security main",
    ];

    /// <summary>Sources of a release from the host's apt configuration; the official ones where it has none of Debian's.</summary>
    /// <param name="suite">The release.</param>
    /// <param name="folder">The host's <c>/etc/apt</c>.</param>
    public static IReadOnlyList<string> ForHost(string suite, string folder = "/etc/apt")
    {
        var parts = Path.Combine(folder, "sources.list.d");
        var files = Directory.Exists(parts) ? Directory.EnumerateFiles(parts).Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        var sources = files.Prepend(Path.Combine(folder, "sources.list")).Where(File.Exists)
            .SelectMany(file => file.EndsWith(".sources", StringComparison.Ordinal) ? ReadStanzas(file) : ReadLines(file))
            .Where(source => IsDebians(source, suite))
            .Select(source => $"deb {source.Uri} {source.Suite} main")
            .Distinct().ToList();
        return sources.Any(source => source.EndsWith($" {suite} main", StringComparison.Ordinal)) ? sources : Official(suite);
    }

    private static bool IsDebians(Source source, string suite)
    {
        var path = source.Uri.TrimEnd('/');
        return (source.Suite == suite || source.Suite == $"{suite}-updates" || source.Suite == $"{suite}-security")
            && source.Components.Contains("main")
            && (path.EndsWith("/debian", StringComparison.Ordinal) || path.EndsWith("/debian-security", StringComparison.Ordinal));
    }

    /// <summary>One-line style of sources.list(5): <c>deb [options] uri suite components</c>.</summary>
    private static IEnumerable<Source> ReadLines(string file)
    {
        foreach (var line in File.ReadLines(file))
        {
            var text = line.Split('#')[0].Trim();
            if (text.IndexOf(']') is > 0 and var end && text.IndexOf('[') is > 0 and var begin && begin < end)
                text = text[..begin] + text[(end + 1)..];
            if (text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is ["deb", var uri, var suite, .. var components])
                yield return new(uri, suite, components);
        }
    }

    /// <summary>deb822 style of sources.list(5): stanzas of fields.</summary>
    private static IEnumerable<Source> ReadStanzas(string file)
    {
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        foreach (var line in File.ReadLines(file).Append(""))
        {
            if (line.StartsWith('#'))
                continue;
            if (line.Trim().Length > 0)
            {
                if (line.IndexOf(':') is > 0 and var colon && !char.IsWhiteSpace(line[0]))
                    fields[line[..colon]] = line[(colon + 1)..];
                continue;
            }
            if (Words("Types").Contains("deb") && !Words("Enabled").Contains("no"))
                foreach (var uri in Words("URIs"))
                    foreach (var suite in Words("Suites"))
                        yield return new(uri, suite, Words("Components"));
            fields.Clear();
        }
        string[] Words(string field) => fields.GetValueOrDefault(field, "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    private sealed record Source(string Uri, string Suite, string[] Components);
}
