namespace Warren.Sandboxes.Logs;

/// <summary>Which part of a sandbox's log is wanted.</summary>
public sealed record LogQuery
{
    /// <summary>Most lines that can be asked for from the end.</summary>
    public const int MaxTail = 100_000;

    /// <summary>Only what came behind this place.</summary>
    public long After { get; init; }

    /// <summary>Only what came at or after this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only this many lines from the end of what there is.</summary>
    public int? Tail { get; init; }

    /// <summary>Only what this exec wrote, which may be a terminal.</summary>
    public string? Exec { get; init; }

    /// <summary>Only <c>stdout</c> or <c>stderr</c>.</summary>
    public string? Stream { get; init; }
}
