namespace Warren.Api.Sandboxes;

/// <summary>A part of a sandbox's log.</summary>
public sealed record LogPage
{
    /// <summary>The pieces, in the order they were written in.</summary>
    public required IReadOnlyList<LogEntry> Items { get; init; }

    /// <summary>Give it as <c>after</c> to read on.</summary>
    public required long After { get; init; }

    /// <summary>Whether more was written already.</summary>
    public required bool HasMore { get; init; }
}
