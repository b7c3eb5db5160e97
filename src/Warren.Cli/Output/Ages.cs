using System.Globalization;

namespace Warren.Cli.Output;

/// <summary>How long ago something was, in its largest unit.</summary>
internal static class Ages
{
    /// <summary>Writes the age of a moment.</summary>
    public static string Format(DateTimeOffset moment) => Format(TimeProvider.System.GetUtcNow() - moment);

    /// <summary>Writes an age.</summary>
    public static string Format(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => Unit(age.TotalSeconds, "s"),
        { TotalHours: < 1 } => Unit(age.TotalMinutes, "min"),
        { TotalDays: < 1 } => Unit(age.TotalHours, "h"),
        _ => Unit(age.TotalDays, "d"),
    };

    private static string Unit(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Math.Floor(value))} {unit}");
}
