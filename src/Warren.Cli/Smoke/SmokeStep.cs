namespace Warren.Cli.Smoke;

/// <summary>A step of <c>warren smoke</c>.</summary>
internal sealed record SmokeStep
{
    /// <summary>What was to be done.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it was.</summary>
    public required bool Passed { get; init; }

    /// <summary>What was seen, or why it failed.</summary>
    public required string Result { get; init; }

    /// <summary>How long it took.</summary>
    public required long Milliseconds { get; init; }
}
