using Warren.Api;

namespace Warren.Bench;

/// <summary>How much is measured.</summary>
/// <param name="IsFull">Whether it is the long run (<c>--full</c>).</param>
public sealed record BenchOptions(bool IsFull)
{
    /// <summary>How often each side of a comparison takes its turn.</summary>
    public int Samples => IsFull ? 31 : 11;

    /// <summary>How many sandboxes exist and run meanwhile, one measurement for each.</summary>
    public IReadOnlyList<int> Sizes => IsFull ? [1, 10, 100] : [1];

    /// <summary>Reads the command line.</summary>
    /// <exception cref="WarrenException">There is something in it that is not known.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> arguments) => arguments switch
    {
        [] => new(IsFull: false),
        ["--full"] => new(IsFull: true),
        _ => throw new WarrenException(ErrorCode.InvalidRequest, "The one option is --full: more samples, and sizes 1, 10 and 100."),
    };
}
