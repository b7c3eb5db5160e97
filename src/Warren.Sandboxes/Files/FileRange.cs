namespace Warren.Sandboxes.Files;

/// <summary>Which bytes of a file are asked for.</summary>
/// <param name="Offset">The first; null for <paramref name="Length"/> bytes from the end.</param>
/// <param name="Length">Most bytes; null up to the end.</param>
/// <param name="IfTag">Where the file has not this tag, all of it is sent; null for any.</param>
public sealed record FileRange(long? Offset, long? Length, string? IfTag);
