namespace Warren.Api.Settings;

/// <summary>
/// What the variable RUST_LOG says to Warren: the level that it has for everything. What it has for parts of other programs
/// alone means nothing here, nor is it an error, since it is set for many a program at once.
/// </summary>
public static class RustLog
{
    private static readonly string[] Levels = ["trace", "debug", "info", "warn", "error"];

    /// <summary>The level of a list such as <c>info,hyper=warn</c>; null where it has none.</summary>
    public static string? Level(string text) => text.Split(',', StringSplitOptions.TrimEntries)
        .Select(directive => directive.ToLowerInvariant())
        .LastOrDefault(Levels.Contains);
}
