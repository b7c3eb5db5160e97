using System.Globalization;

namespace Warren.Cli.Output;

/// <summary>Moments for people to read.</summary>
internal static class Times
{
    /// <summary>A moment; null where there is none.</summary>
    public static string? Format(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>How far ahead or back a moment is.</summary>
    public static string Until(DateTimeOffset? moment) => moment switch
    {
        null => "never",
        { } at when at <= TimeProvider.System.GetUtcNow() => "over",
        { } at => "in " + Ages.Format(at - TimeProvider.System.GetUtcNow()),
    };
}
