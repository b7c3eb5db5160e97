using Warren.TestKit;

namespace Warren.Bench.Figures;

/// <summary>The databases that sessions are measured on, one after the other, each with a server of its own.</summary>
internal static class SessionDatabases
{
    /// <summary>Measures on each; one that is not installed is skipped, with the reason.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="budget">The promise.</param>
    /// <param name="measure">Measures.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public static async Task<IReadOnlyList<Result>> MeasureAsync(
        string name, string budget, Func<SessionPlace, Task<IReadOnlyList<Result>>> measure, CancellationToken cancellationToken)
    {
        List<Result> results = [];
        await using (var place = await SessionPlace.StartAsync(cancellationToken))
            results.AddRange(await measure(place));
        if (PostgresServer.Missing is not null)
            return [.. results, new() { Figure = $"{name}, PostgreSQL", Budget = budget, Skipped = "Debian's package postgresql is not installed" }];
        await using var postgres = await PostgresServer.StartAsync(cancellationToken);
        await using (var place = await SessionPlace.StartAsync(postgres, cancellationToken))
            results.AddRange(await measure(place));
        return results;
    }
}
