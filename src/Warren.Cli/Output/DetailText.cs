using System.Text;

namespace Warren.Cli.Output;

/// <summary>What is known of a thing, a line each.</summary>
internal static class DetailText
{
    private const int Gap = 2;

    /// <summary>Prints it; what has no value is left out.</summary>
    public static void Write(IEnumerable<(string Name, string? Value)> details) => StandardStream.Output.Write(Encoding.UTF8.GetBytes(Format(details)));

    /// <summary>The same as text.</summary>
    public static string Format(IEnumerable<(string Name, string? Value)> details)
    {
        var lines = details.Where(detail => detail.Value is not null).ToList();
        var width = lines.Max(detail => detail.Name.Length) + 1 + Gap;
        var text = new StringBuilder();
        foreach (var (name, value) in lines)
        {
            var parts = value!.TrimEnd('\n').Split('\n');
            text.Append((name + ":").PadRight(width)).Append(Screen.Printable(parts[0])).Append('\n');
            foreach (var part in parts.Skip(1))
                text.Append(' ', width).Append(Screen.Printable(part)).Append('\n');
        }
        return text.ToString();
    }
}
