using System.Text;
using System.Text.Json.Serialization.Metadata;
using Warren.Api;

namespace Warren.Cli.Output;

/// <summary>How things of one kind are printed, alone and in lists.</summary>
/// <typeparam name="T">What is printed.</typeparam>
internal sealed record View<T>
{
    /// <summary>Form of one in JSON.</summary>
    public required JsonTypeInfo<T> Json { get; init; }

    /// <summary>Form of a list in JSON.</summary>
    public required JsonTypeInfo<Page<T>> JsonList { get; init; }

    /// <summary>What tells one from all others.</summary>
    public required Func<T, string> Id { get; init; }

    /// <summary>The name that it was given.</summary>
    public Func<T, string?> Name { get; init; } = _ => null;

    /// <summary>Headings of lists, as <see cref="Table"/> takes them.</summary>
    public required string[] Headings { get; init; }

    /// <summary>Its row in a list.</summary>
    public required Func<T, Cell[]> Row { get; init; }

    /// <summary>All that is known of one, for people.</summary>
    public required Func<T, IEnumerable<(string Name, string? Value)>> Details { get; init; }

    /// <summary>Prints a list.</summary>
    public void WriteList(IReadOnlyList<T> items, OutputFormat format) => new Listing<T>
    {
        Items = items,
        Json = JsonList,
        Id = Id,
        Name = Name,
        Headings = Headings,
        Row = Row,
    }.Write(format);

    /// <summary>Prints one.</summary>
    public void WriteOne(T item, OutputFormat format)
    {
        if (format == OutputFormat.Table)
            DetailText.Write(Details(item));
        else
            WriteMade(item, format);
    }

    /// <summary>Prints one that was just made: its id alone, unless its name or JSON is asked for.</summary>
    public void WriteMade(T item, OutputFormat format)
    {
        if (format == OutputFormat.Json)
            JsonOutput.Write(item, Json);
        else
            StandardStream.Output.Write(Encoding.UTF8.GetBytes((format == OutputFormat.Name ? Name(item) ?? Id(item) : Id(item)) + "\n"));
    }

    /// <summary>Prints one that was just changed, where a form for programs is asked for; people know what they did.</summary>
    public void WriteChanged(T item, OutputFormat format)
    {
        if (format == OutputFormat.Json)
            JsonOutput.Write(item, Json);
    }
}
