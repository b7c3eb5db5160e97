using System.Text;

namespace Warren.Cli.Output;

/// <summary>
/// Rows under headings, each column as wide as it has to be. Where a terminal is too narrow, the columns whose heading
/// ends with <c>~</c> are cut, the widest first.
/// </summary>
internal sealed class Table
{
    private const int Gap = 2;
    private const int NarrowestColumn = 6;
    private readonly bool[] _canShrink;
    private readonly List<Cell[]> _rows;

    /// <summary>Makes an empty one.</summary>
    public Table(params string[] headings)
    {
        _canShrink = [.. headings.Select(heading => heading.EndsWith('~'))];
        _rows = [[.. headings.Select(heading => new Cell(heading.TrimEnd('~'), Tone.Faint))]];
    }

    /// <summary>Adds a row with a value for each heading.</summary>
    public void Add(params Cell[] values) => _rows.Add([.. values.Select(value => value with { Text = Screen.Printable(value.Text) })]);

    /// <summary>Prints it.</summary>
    public void Write() => StandardStream.Output.Write(Encoding.UTF8.GetBytes(Format(Screen.Width, Screen.HasColor)));

    /// <summary>The table as text.</summary>
    /// <param name="width">Columns that there are.</param>
    /// <param name="hasColor">Whether tones are shown.</param>
    public string Format(int width, bool hasColor)
    {
        var widths = Fit(width);
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            for (var column = 0; column < row.Length; column++)
                Append(text, row[column], widths[column], column == row.Length - 1, hasColor);
            text.Append('\n');
        }
        return text.ToString();
    }

    private int[] Fit(int width)
    {
        var widths = Enumerable.Range(0, _canShrink.Length).Select(column => _rows.Max(row => row[column].Text.Length)).ToArray();
        while ((long)widths.Sum() + Gap * (widths.Length - 1) > width)
        {
            var widest = Enumerable.Range(0, widths.Length).Where(column => _canShrink[column] && widths[column] > NarrowestColumn)
                .OrderByDescending(column => widths[column]).FirstOrDefault(-1);
            if (widest < 0)
                break;
            widths[widest]--;
        }
        return widths;
    }

    private static void Append(StringBuilder text, Cell cell, int width, bool isLast, bool hasColor)
    {
        var shown = cell.Text.Length <= width ? cell.Text : cell.Text[..(width - 1)] + "…";
        var color = hasColor ? Color(cell.Tone) : null;
        text.Append(color).Append(shown).Append(color is null ? null : "\e[0m");
        if (!isLast)
            text.Append(' ', width - shown.Length + Gap);
    }

    private static string? Color(Tone tone) => tone switch
    {
        Tone.Good => "\e[32m",
        Tone.Waiting => "\e[33m",
        Tone.Bad => "\e[31m",
        Tone.Faint => "\e[2m",
        _ => null,
    };
}
