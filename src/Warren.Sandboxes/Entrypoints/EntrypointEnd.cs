namespace Warren.Sandboxes.Entrypoints;

/// <summary>How an entrypoint ended.</summary>
/// <param name="ExitCode">Its exit code; null where it never ran or nobody saw its end.</param>
/// <param name="Signal">The signal that ended it, such as <c>SIGKILL</c>.</param>
/// <param name="Reason">What the exit code does not say, fit to be shown.</param>
/// <param name="Ran">How long it ran, where the guest says so.</param>
internal sealed record EntrypointEnd(int? ExitCode, string? Signal, string? Reason, TimeSpan Ran)
{
    /// <summary>Whether it did what it was to do.</summary>
    public bool IsSuccess => ExitCode == 0 && Signal is null;
}
