using System.Globalization;
using Warren.Api;

namespace Warren.Cli.Output;

/// <summary>Sizes as people write them: <c>512m</c>, <c>2g</c>.</summary>
internal static class Sizes
{
    private const string Units = "kmgt";

    /// <summary>Reads a size; a bare number is bytes.</summary>
    /// <exception cref="WarrenException">It is none.</exception>
    public static long Parse(string text)
    {
        var unit = text.Length > 0 ? Units.IndexOf(char.ToLowerInvariant(text[^1])) : -1;
        var number = unit < 0 ? text : text[..^1];
        if (decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value * (1L << (10 * (unit + 1))) is var bytes and <= long.MaxValue)
            return (long)bytes;
        throw new WarrenException(ErrorCode.InvalidRequest, $"'{text}' is no size; write bytes, or a number with k, m, g or t, such as 512m or 2g.");
    }

    /// <summary>Writes a size with one decimal where that tells something.</summary>
    public static string Format(long bytes)
    {
        var (value, unit) = ((double)bytes, -1);
        for (; value >= 1024 && unit < Units.Length - 1; unit++)
            value /= 1024;
        return unit < 0 ? $"{bytes} B" : string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {char.ToUpperInvariant(Units[unit])}iB");
    }
}
