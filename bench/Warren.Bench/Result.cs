using System.Globalization;

namespace Warren.Bench;

/// <summary>A figure as it was measured, or why it was not.</summary>
public sealed record Result
{
    /// <summary>Its number and what it is.</summary>
    public required string Figure { get; init; }

    /// <summary>The promise.</summary>
    public required string Budget { get; init; }

    /// <summary>How many sandboxes ran meanwhile, or sessions there were.</summary>
    public int? Size { get; init; }

    /// <summary>The baseline.</summary>
    public Summary? Bare { get; init; }

    /// <summary>Warren.</summary>
    public Summary? Warren { get; init; }

    /// <summary>Warren's median above the baseline's, in milliseconds.</summary>
    public double? Difference { get; init; }

    /// <summary>What else is to be known, such as memory that was used.</summary>
    public string? Note { get; init; }

    /// <summary>Whether the promise is kept; null where it was not measured.</summary>
    public bool? Met { get; init; }

    /// <summary>Why it was not measured.</summary>
    public string? Skipped { get; init; }

    /// <summary>Holds the baseline's rate against ours: how much of it is reached.</summary>
    internal static Result Share(string figure, string promise, double least, Series bare, Series warren, long growth, long most)
    {
        var (below, above) = (bare.Summarize(), warren.Summarize());
        var share = below.P50 / above.P50;
        return new()
        {
            Figure = figure,
            Budget = $"{promise}; memory <= {most >> 20} MiB more",
            Bare = below,
            Warren = above,
            Note = string.Create(CultureInfo.InvariantCulture, $"{100 * share:F0} %, {growth / 1048576.0:F1} MiB more"),
            Met = share >= least && growth <= most,
        };
    }

    /// <summary>Holds how much is done in a second against the baseline's.</summary>
    internal static Result Rate(string figure, string promise, double least, Throughput bare, Throughput warren)
    {
        var share = warren.Rate / bare.Rate;
        return new()
        {
            Figure = figure,
            Budget = promise,
            Bare = bare.Times.Summarize(),
            Warren = warren.Times.Summarize(),
            Note = string.Create(CultureInfo.InvariantCulture, $"{warren.Rate:F1} of {bare.Rate:F1} a second, {100 * share:F0} %; no errors"),
            Met = share >= least,
        };
    }

    /// <summary>Holds how many times as long it takes against a budget.</summary>
    internal static Result Times(string figure, int size, double most, Series bare, Series warren)
    {
        var (below, above) = (bare.Summarize(), warren.Summarize());
        var times = above.P50 / below.P50;
        return new()
        {
            Figure = figure,
            Size = size,
            Budget = $"p50 <= {most} x the bare query",
            Bare = below,
            Warren = above,
            Note = string.Create(CultureInfo.InvariantCulture, $"{times:F2} x"),
            Met = times <= most,
        };
    }

    /// <summary>Holds differences of medians and of 95th percentiles against budgets in milliseconds.</summary>
    internal static Result Compare(string figure, double? most50, double most95, Series bare, Series warren)
    {
        var (below, above) = (bare.Summarize(), warren.Summarize());
        var (by50, by95) = (above.P50 - below.P50, above.P95 - below.P95);
        return new()
        {
            Figure = figure,
            Budget = (most50 is null ? "" : $"p50 <= bare + {most50} ms, ") + $"p95 <= bare + {most95} ms",
            Bare = below,
            Warren = above,
            Difference = by50,
            Note = string.Create(CultureInfo.InvariantCulture, $"p95 {by95:F2} ms"),
            Met = by95 <= most95 && (most50 is null || by50 <= most50),
        };
    }

    /// <summary>Holds a median against a budget in milliseconds.</summary>
    internal static Result Most(string figure, double budget, Series warren) =>
        new() { Figure = figure, Budget = $"p50 <= {budget} ms", Warren = warren.Summarize(), Met = warren.Summarize().P50 <= budget };

    /// <summary>Holds a difference of medians against a budget in milliseconds.</summary>
    internal static Result Compare(string figure, int size, string promise, double budget, Series bare, Series warren)
    {
        var (below, above) = (bare.Summarize(), warren.Summarize());
        var difference = above.P50 - below.P50;
        return new() { Figure = figure, Size = size, Budget = promise, Bare = below, Warren = above, Difference = difference, Met = difference <= budget };
    }
}
