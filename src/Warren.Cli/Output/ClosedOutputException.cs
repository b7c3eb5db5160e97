namespace Warren.Cli.Output;

/// <summary>Whoever read our output has closed it, as <c>head</c> does: not an error, but nothing is left to do.</summary>
internal sealed class ClosedOutputException : IOException;
