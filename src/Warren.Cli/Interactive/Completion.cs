namespace Warren.Cli.Interactive;

/// <summary>What can stand in place of the last word of a line.</summary>
/// <param name="Start">Where that word begins.</param>
/// <param name="Candidates">What it can be.</param>
internal sealed record Completion(int Start, IReadOnlyList<string> Candidates)
{
    /// <summary>Nothing.</summary>
    public static Completion None { get; } = new(0, []);

    /// <summary>What all candidates begin with.</summary>
    public string CommonPrefix()
    {
        if (Candidates is not [var shortest, ..])
            return "";
        foreach (var candidate in Candidates)
            shortest = shortest[..Common(shortest, candidate)];
        return shortest;
    }

    private static int Common(string one, string other)
    {
        var length = 0;
        while (length < one.Length && length < other.Length && one[length] == other[length])
            length++;
        return length;
    }
}
