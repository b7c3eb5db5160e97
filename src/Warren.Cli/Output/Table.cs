namespace Warren.Cli.Output;

/// <summary>Rows under headings, each column as wide as it has to be.</summary>
internal sealed class Table(params string[] headings)
{
    private readonly List<string[]> _rows = [headings];

    /// <summary>Adds a row with a value for each heading.</summary>
    public void Add(params string[] values) => _rows.Add(values);

    /// <summary>Prints it.</summary>
    public void Write()
    {
        var widths = headings.Select((_, column) => _rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in _rows)
            Console.WriteLine(string.Join("  ", row.Select((value, column) => value.PadRight(widths[column]))).TrimEnd());
    }
}
