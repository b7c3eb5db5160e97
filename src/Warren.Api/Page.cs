namespace Warren.Api;

/// <summary>A part of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
public sealed record Page<T>
{
    /// <summary>The entries, in a stable order.</summary>
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>Give it as <c>cursor</c> to read on; null at the end.</summary>
    public string? NextCursor { get; init; }
}
