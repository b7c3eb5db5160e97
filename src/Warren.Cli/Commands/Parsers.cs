using System.CommandLine.Parsing;
using System.Globalization;
using Warren.Cli.Output;

namespace Warren.Cli.Commands;

/// <summary>Reads the values of options, and says of a wrong one what would be right.</summary>
internal static class Parsers
{
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

    /// <summary>How results are printed.</summary>
    public static OutputFormat Format(ArgumentResult given) => Text(given) switch
    {
        "table" => OutputFormat.Table,
        "json" => OutputFormat.Json,
        "id" => OutputFormat.Id,
        "name" => OutputFormat.Name,
        _ => Refuse<OutputFormat>(given, "table, json, id or name"),
    };

    private static string Text(ArgumentResult given) => given.Tokens[0].Value;

    private static T? Refuse<T>(ArgumentResult given, string right)
    {
        given.AddError($"'{Text(given)}' is not what {((OptionResult)given.Parent!).IdentifierToken?.Value} takes; give {right}.");
        return default;
    }
}
