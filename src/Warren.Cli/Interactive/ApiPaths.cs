using System.Text.Json;

namespace Warren.Cli.Interactive;

/// <summary>The paths of the API by its description, to be completed part by part.</summary>
internal sealed class ApiPaths
{
    private readonly IReadOnlyList<(string[] Parts, IReadOnlyList<string> Methods)> _paths;

    private ApiPaths(IReadOnlyList<(string[] Parts, IReadOnlyList<string> Methods)> paths) => _paths = paths;

    /// <summary>None.</summary>
    public static ApiPaths Empty { get; } = new([]);

    /// <summary>Reads a description (OpenAPI 3, paths object).</summary>
    public static ApiPaths Parse(JsonElement description) => new([.. description.GetProperty("paths").EnumerateObject()
        .Select(path => (path.Name.Split('/'), (IReadOnlyList<string>)[.. path.Value.EnumerateObject().Select(operation => operation.Name)]))]);

    /// <summary>What the last part of a path can be.</summary>
    /// <param name="typed">The path as far as it is typed, from the root on.</param>
    /// <param name="method">The method; null for any.</param>
    /// <param name="names">What a parameter can be, by the part in front of it.</param>
    /// <returns>Whole paths, with a slash at the end where they go on.</returns>
    public async Task<IReadOnlyList<string>> CompleteAsync(string typed, string? method, Func<string, Task<IReadOnlyList<string>>> names)
    {
        var parts = typed.Split('/');
        var (before, last) = (parts[..^1], parts[^1]);
        SortedSet<string> found = new(StringComparer.Ordinal);
        IReadOnlyList<string>? named = null; // The same for every path: what is in front of the last part is typed.
        foreach (var (template, methods) in _paths)
        {
            if (template.Length < parts.Length || !Fits(template, before) || (method is not null && !methods.Contains(method, StringComparer.OrdinalIgnoreCase)))
                continue;
            var part = template[before.Length];
            var end = template.Length > parts.Length ? "/" : "";
            foreach (var candidate in IsParameter(part) ? named ??= await names(before.Length > 0 ? before[^1] : "") : [part])
                if (candidate.StartsWith(last, StringComparison.Ordinal))
                    found.Add(string.Join('/', [.. before, candidate]) + end);
        }
        // What ends here and goes on is shown as it ends here: a slash is soon typed.
        return [.. found.Where(path => !path.EndsWith('/') || !found.Contains(path[..^1]))];
    }

    private static bool Fits(string[] template, string[] parts) =>
        !parts.Where((part, at) => IsParameter(template[at]) ? part.Length == 0 : template[at] != part).Any();

    private static bool IsParameter(string part) => part is ['{', .., '}'];
}
