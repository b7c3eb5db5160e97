using System.Globalization;

namespace Warren.Bench;

/// <summary>Shows a report to people, as a table that Markdown takes too.</summary>
internal static class Table
{
    private static readonly string[] Head = ["figure", "size", "budget", "bare p50 / p95 ms", "Warren p50 / p95 ms", "difference or share", "met"];

    /// <summary>Prints the machine, the table, and how the figures grow with the size.</summary>
    public static void Print(Report report, TextWriter output)
    {
        var machine = report.Machine;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{report.StartedAt:u}, {machine.Cores} cores {machine.Processor}, {machine.Memory >> 30} GiB, Linux {machine.Kernel}, load {machine.LoadAtStart}, {machine.Runtime}, {machine.OciRuntime}, commit {machine.Commit}\n"));
        string[][] rows = [Head, .. report.Results.Select(Row)];
        var widths = Head.Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        output.WriteLine(Line(Head, widths));
        output.WriteLine($"|{string.Join('|', widths.Select(width => new string('-', width + 2)))}|");
        foreach (var row in rows.Skip(1))
            output.WriteLine(Line(row, widths));
        foreach (var sizes in report.Results.Where(result => result.Warren is not null).GroupBy(result => result.Figure).Where(group => group.Count() > 1))
            output.WriteLine(Growth(sizes.Key, [.. sizes]));
    }

    private static string[] Row(Result result) =>
    [
        result.Figure,
        result.Size?.ToString(CultureInfo.InvariantCulture) ?? "",
        result.Budget,
        Show(result.Bare),
        result.Skipped is { } reason ? $"not measured: {reason}" : Show(result.Warren),
        string.Join("; ", ((string?[])[result.Difference is { } difference ? string.Create(CultureInfo.InvariantCulture, $"{difference:F2} ms") : null, result.Note]).OfType<string>()),
        result.Met switch { true => "yes", false => "NO", null => "-" },
    ];

    private static string Show(Summary? side) =>
        side is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{side.P50:F2} / {side.P95:F2} ({side.Count})");

    private static string Growth(string figure, IReadOnlyList<Result> sizes) => string.Create(CultureInfo.InvariantCulture,
        $"\n{figure}: from {sizes[0].Size} to {sizes[^1].Size} the median grows {sizes[^1].Warren!.P50 / sizes[0].Warren!.P50:F2} times.");

    private static string Line(IReadOnlyList<string> cells, List<int> widths) =>
        $"| {string.Join(" | ", cells.Select((cell, column) => cell.PadRight(widths[column])))} |";
}
