namespace Warren.Sandboxes.Execs;

/// <summary>A line of a <see cref="RecordFile"/>: either of the two.</summary>
/// <param name="Record">What is known of an exec from here on.</param>
/// <param name="Removed">An exec of which nothing is known any more.</param>
internal sealed record StoredExec(ExecRecord? Record = null, string? Removed = null);
