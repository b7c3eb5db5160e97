using System.Globalization;

namespace Warren.Server.Hosting;

/// <summary>Reads settings that are limits; what is wrong is added to the errors.</summary>
internal static class LimitSettings
{
    private const double LeastCores = 0.1, MostCores = 1024;
    private const long Least = 16L << 20, Most = 1L << 50;
    private const string Units = "kmgt";

    /// <summary>A number of processor cores.</summary>
    public static double Cores(string name, string? text, double standard, Dictionary<string, string[]> errors)
    {
        if (text is null)
            return standard;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cores) && cores is >= LeastCores and <= MostCores)
            return cores;
        errors[name] = [string.Create(CultureInfo.InvariantCulture, $"'{text}' is no number of processor cores; give one from {LeastCores} to {MostCores}, such as 0.5.")];
        return standard;
    }

    /// <summary>A size: bytes, or a number with k, m, g or t, with or without b or i behind it as other programs write it.</summary>
    public static long Bytes(string name, string? text, long standard, Dictionary<string, string[]> errors)
    {
        if (text is null)
            return standard;
        if (Parse(text.ToLowerInvariant()) is >= Least and <= Most and var bytes)
            return (long)bytes;
        errors[name] = [$"'{text}' is no size of at least 16 MiB; give bytes, or a number with k, m, g or t, such as 512m."];
        return standard;
    }

    private static decimal? Parse(string text)
    {
        var number = text switch
        {
            [.. var before, 'i', 'b'] => before,
            [.. var before, 'b' or 'i'] => before,
            _ => text,
        };
        var unit = number.Length > 0 ? Units.IndexOf(number[^1], StringComparison.Ordinal) : -1;
        return decimal.TryParse(unit < 0 ? number : number[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= Most
            ? value * (1L << (10 * (unit + 1)))
            : null;
    }
}
