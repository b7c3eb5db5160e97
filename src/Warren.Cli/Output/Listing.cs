using System.Text;
using System.Text.Json.Serialization.Metadata;
using Warren.Api;

namespace Warren.Cli.Output;

/// <summary>Prints a list in the form that was asked for.</summary>
/// <typeparam name="T">What is listed.</typeparam>
internal sealed record Listing<T>
{
    /// <summary>The entries.</summary>
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>Their form in JSON.</summary>
    public required JsonTypeInfo<Page<T>> Json { get; init; }

    /// <summary>What tells one from all others.</summary>
    public required Func<T, string> Id { get; init; }

    /// <summary>The name that its owner gave it.</summary>
    public Func<T, string?> Name { get; init; } = _ => null;

    /// <summary>Headings, as <see cref="Table"/> takes them.</summary>
    public required string[] Headings { get; init; }

    /// <summary>An entry's row.</summary>
    public required Func<T, Cell[]> Row { get; init; }

    /// <summary>Prints it.</summary>
    public void Write(OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json:
                JsonOutput.Write(new Page<T> { Items = Items }, Json);
                break;
            case OutputFormat.Id:
                WriteLines(Id);
                break;
            case OutputFormat.Name:
                WriteLines(item => Name(item) ?? Id(item));
                break;
            default:
                var table = new Table(Headings);
                foreach (var item in Items)
                    table.Add(Row(item));
                table.Write();
                break;
        }
    }

    private void WriteLines(Func<T, string> line) =>
        StandardStream.Output.Write(Encoding.UTF8.GetBytes(string.Concat(Items.Select(item => line(item) + "\n"))));
}
