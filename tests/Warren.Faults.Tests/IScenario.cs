namespace Warren.Faults.Tests;

/// <summary>What callers do in a round, and what is looked at when it has come to rest.</summary>
internal interface IScenario
{
    /// <summary>Does it all, while the server is struck.</summary>
    Task WorkAsync(CancellationToken cancellationToken);

    /// <summary>Looks whether every promise was kept; what was not is noted with the round.</summary>
    Task InspectAsync(CancellationToken cancellationToken);
}
