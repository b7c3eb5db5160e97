using System.Globalization;
using System.Text;

namespace Warren.Client;

/// <summary>Queries of addresses.</summary>
internal static class Query
{
    /// <summary>A path with a query behind it: of those that have a value.</summary>
    public static string Of(string path, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var text = new StringBuilder(path);
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var (name, value) in query)
            if (value is not null)
            {
                text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        return text.ToString();
    }

    /// <summary>A flag that is said only where it is set.</summary>
    public static string? Flag(bool value) => value ? "true" : null;

    /// <summary>A number.</summary>
    public static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A moment.</summary>
    public static string? Moment(DateTimeOffset? value) => value?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
