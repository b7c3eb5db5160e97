using System.Globalization;

namespace Warren.Server.FunctionalTests;

/// <summary>An answer as it was on the wire.</summary>
/// <param name="Status">0 where there was none.</param>
/// <param name="Headers">Every line of the head but the first.</param>
/// <param name="Body">What followed, with the marks of chunks where there are any.</param>
public sealed record RawAnswer(int Status, IReadOnlyList<string> Headers, string Body)
{
    /// <summary>Reads one.</summary>
    public static RawAnswer Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return new(0, [], text);
        var lines = text[..end].Split("\r\n");
        return new(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), lines[1..], text[(end + 4)..]);
    }

    /// <summary>The values of a header.</summary>
    public IReadOnlyList<string> this[string name] =>
        [.. Headers.Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim())];
}
