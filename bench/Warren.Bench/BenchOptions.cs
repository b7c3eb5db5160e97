using Warren.Api;

namespace Warren.Bench;

/// <summary>How much is measured.</summary>
/// <param name="IsFull">Whether it is the long run (<c>--full</c>).</param>
/// <param name="Figures">The figures that are measured, such as <c>P5</c>; none for all.</param>
public sealed record BenchOptions(bool IsFull, IReadOnlyList<string> Figures)
{
    /// <summary>How often each side of a comparison takes its turn.</summary>
    public int Samples => IsFull ? 31 : 11;

    /// <summary>How many sandboxes exist and run meanwhile, one measurement for each.</summary>
    public IReadOnlyList<int> Sizes => IsFull ? [1, 10, 100] : [1];

    /// <summary>Reads the command line.</summary>
    /// <param name="arguments">What was given.</param>
    /// <param name="known">The figures that there are.</param>
    /// <exception cref="WarrenException">There is something in it that is not known.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> arguments, IReadOnlyList<string> known)
    {
        var figures = arguments.Where(argument => argument != "--full").ToList();
        return figures.FirstOrDefault(figure => !known.Contains(figure)) is { } strange
            ? throw new WarrenException(ErrorCode.InvalidRequest,
                $"{strange} is not known: give --full for more samples and sizes 1, 10 and 100, and any of {string.Join(", ", known)} to measure those alone.")
            : new(arguments.Contains("--full"), figures);
    }

    /// <summary>Whether a figure is measured.</summary>
    public bool Wants(string figure) => Figures.Count == 0 || Figures.Contains(figure);
}
