namespace Warren.Bench.Figures;

/// <summary>
/// P12: a page of 30 of many sessions with a filter, by the product's store and over HTTP, against the bare query through the same driver, on
/// SQLite and PostgreSQL. The three take turns by batches, and each asks for the same pages.
/// </summary>
internal sealed class SessionListFigure : IFigure
{
    private const double Most = 3; // times
    private const int Batch = 20;
    private const int WarmUp = 2000; // Until the runtime has compiled both ends with its optimizations.
    private static readonly int[] Sizes = [1_000, 10_000, 100_000];

    /// <inheritdoc/>
    public string Name => "P12";

    /// <inheritdoc/>
    public Task<IReadOnlyList<Result>> MeasureAsync(Setting setting, CancellationToken cancellationToken) => SessionDatabases.MeasureAsync(
        $"{Name} list of sessions", $"p50 <= {Most} x the bare query",
        async place =>
        {
            List<Result> results = [];
            foreach (var size in setting.IsFull ? Sizes : Sizes[^1..])
            {
                await place.GrowAsync(size, cancellationToken);
                foreach (var listing in SessionListing.All)
                    results.AddRange(await MeasureAsync(place, listing, size, setting.Samples, cancellationToken));
            }
            return results;
        },
        cancellationToken);

    private async Task<IReadOnlyList<Result>> MeasureAsync(SessionPlace place, SessionListing listing, int size, int samples, CancellationToken cancellationToken)
    {
        using var pages = await ListedPages.OpenAsync(place, listing, cancellationToken);
        for (var turn = 0; turn < WarmUp; turn++)
        {
            pages.Query(turn);
            await pages.ListAsync(turn, cancellationToken);
            pages.Get(turn);
        }
        Series bare = new(), store = new(), server = new();
        for (var sample = 0; sample < samples; sample++)
        {
            var first = sample * Batch;
            // The first of a batch does not count: it finds the caches full of another side's.
            pages.Query(first);
            for (var turn = first; turn < first + Batch; turn++)
                bare.Add(pages.Query(turn));
            await pages.ListAsync(first, cancellationToken);
            for (var turn = first; turn < first + Batch; turn++)
                store.Add(await pages.ListAsync(turn, cancellationToken));
            pages.Get(first);
            for (var turn = first; turn < first + Batch; turn++)
                server.Add(pages.Get(turn));
        }
        return
        [
            Result.Times($"{Name} list 30 sessions, {listing.Name}, {place.Database}, store", size, Most, bare, store),
            Result.Times($"{Name} list 30 sessions, {listing.Name}, {place.Database}, HTTP", size, Most, bare, server),
        ];
    }
}
