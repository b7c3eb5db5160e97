namespace Warren.Guest.Execs;

/// <summary>What is kept of an argument vector: it may be large, and many execs are remembered.</summary>
internal sealed class RememberedArguments(IReadOnlyList<string> arguments)
{
    private const int MaxLetters = 1024;

    private readonly int _hash = Hash(arguments);

    /// <summary>The first arguments, cut after 1024 letters.</summary>
    public IReadOnlyList<string> Kept { get; } = Cut(arguments);

    /// <summary>Whether a vector is the same.</summary>
    public bool Match(IReadOnlyList<string> other) => Hash(other) == _hash && Cut(other).SequenceEqual(Kept);

    private static int Hash(IReadOnlyList<string> arguments)
    {
        var hash = new HashCode();
        foreach (var argument in arguments)
            hash.Add(argument);
        return hash.ToHashCode();
    }

    private static List<string> Cut(IReadOnlyList<string> arguments)
    {
        var kept = new List<string>();
        var room = MaxLetters;
        foreach (var argument in arguments)
        {
            if (room <= 0)
                break;
            kept.Add(argument.Length <= room ? argument : argument[..room]);
            room -= argument.Length + 1;
        }
        return kept;
    }
}
