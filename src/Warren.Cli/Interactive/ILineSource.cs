namespace Warren.Cli.Interactive;

/// <summary>Where the lines of <c>warren connect</c> come from.</summary>
internal interface ILineSource
{
    /// <summary>Whether a person writes them.</summary>
    bool IsInteractive { get; }

    /// <summary>The next line; null behind the last one.</summary>
    /// <param name="prompt">What a person sees in front of it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<string?> ReadAsync(string prompt, CancellationToken cancellationToken);
}
