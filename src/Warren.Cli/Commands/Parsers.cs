using System.CommandLine.Parsing;
using System.Globalization;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary>Reads the values of options, and says of a wrong one what would be right.</summary>
internal static class Parsers
{
    private static readonly int[] SecondsOf = [1, 60, 3600, 86400];

    /// <summary>A number that may have a fraction.</summary>
    public static double? Number(ArgumentResult given) =>
        double.TryParse(Text(given), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : Refuse<double?>(given, "a number, such as 1.5");

    /// <summary>A whole number.</summary>
    public static int? Count(ArgumentResult given) =>
        int.TryParse(Text(given), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : Refuse<int?>(given, "a whole number");

    /// <summary>A large whole number.</summary>
    public static long? Long(ArgumentResult given) =>
        long.TryParse(Text(given), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : Refuse<long?>(given, "a whole number");

    /// <summary>A moment to come: a time of RFC 3339, or how far ahead it is, such as <c>10m</c>, <c>12h</c>, <c>30d</c>.</summary>
    public static DateTimeOffset? Deadline(ArgumentResult given) => Distance(Text(given)) is { } ahead
        ? TimeProvider.System.GetUtcNow() + ahead
        : Time(Text(given)) ?? Refuse<DateTimeOffset?>(given, "a time such as 2026-01-31T12:00:00Z, or how far ahead: 10m, 12h, 30d");

    /// <summary>A moment: a time of RFC 3339, or how long ago it was, such as <c>90s</c>, <c>10m</c>, <c>2h</c>, <c>1d</c>.</summary>
    public static DateTimeOffset? Moment(ArgumentResult given) => Distance(Text(given)) is { } ago
        ? TimeProvider.System.GetUtcNow() - ago
        : Time(Text(given)) ?? Refuse<DateTimeOffset?>(given, "a time such as 2026-01-31T12:00:00Z, or how long ago: 90s, 10m, 2h, 1d");

    /// <summary>How results are printed.</summary>
    public static OutputFormat Format(ArgumentResult given) => Text(given) switch
    {
        "table" => OutputFormat.Table,
        "json" => OutputFormat.Json,
        "yaml" => OutputFormat.Yaml,
        "id" => OutputFormat.Id,
        "name" => OutputFormat.Name,
        _ => Refuse<OutputFormat>(given, "table, json, yaml, id or name"),
    };

    /// <summary>One of a few words.</summary>
    public static T? OneOf<T>(ArgumentResult given, IReadOnlyDictionary<string, T> words) =>
        words.TryGetValue(Text(given), out var value) ? value : Refuse<T>(given, string.Join(" or ", words.Keys));

    private static TimeSpan? Distance(string text) =>
        text.Length > 1 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
        && "smhd".IndexOf(text[^1]) is >= 0 and var unit && count * SecondsOf[unit] is < 1e9 and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    private static string Text(ArgumentResult given) => given.Tokens[0].Value;

    private static T? Refuse<T>(ArgumentResult given, string right)
    {
        var taker = given.Parent is OptionResult option ? option.IdentifierToken?.Value : given.Argument.Name;
        given.AddError($"'{Text(given)}' is not what {taker} takes; give {right}.");
        return default;
    }
}
