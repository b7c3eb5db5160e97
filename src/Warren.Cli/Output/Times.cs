using System.Globalization;

namespace Warren.Cli.Output;

/// <summary>Moments for people to read.</summary>
internal static class Times
{
    /// <summary>A moment; null where there is none.</summary>
    public static string? Format(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>When something ends: on which day, or at what time where that is within a day.</summary>
    public static string End(DateTimeOffset? moment) => moment switch
    {
        null => "never",
        { } end when end <= TimeProvider.System.GetUtcNow() => "over",
        { } end when end - TimeProvider.System.GetUtcNow() < TimeSpan.FromDays(1) => end.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture),
        { } end => end.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    /// <summary>A moment in a table.</summary>
    public static string Short(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
