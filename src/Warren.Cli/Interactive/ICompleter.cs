namespace Warren.Cli.Interactive;

/// <summary>Completes lines.</summary>
internal interface ICompleter
{
    /// <summary>What can stand in place of the last word in front of the cursor.</summary>
    Task<Completion> CompleteAsync(string line, CancellationToken cancellationToken);
}
