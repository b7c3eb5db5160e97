using System.Collections.Concurrent;
using Warren.Sandboxes.Drivers;

namespace Warren.Sandboxes;

/// <summary>Takes over, when the server starts, what an earlier one left.</summary>
internal sealed class SandboxRecovery(SandboxRegistry registry, SandboxReconciler reconciler, OrphanReaper orphans, ISandboxStore store)
{
    private const int AtOnce = 16, GreetedAtOnce = 4;
    private readonly ConcurrentQueue<Sandbox> _adopted = new();

    /// <summary>
    /// Removes what nobody was told of yet and what was being removed; takes up everything else as its engine shows it.
    /// One that cannot be brought into order holds up nothing else: it is tried again later.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var record in await store.LoadAsync(cancellationToken))
            registry.Add(registry.New(record));
        var observed = new ConcurrentDictionary<string, SandboxObservation>();
        foreach (var driver in registry.Drivers.All)
            foreach (var observation in await registry.Drivers.ListAsync(driver, cancellationToken))
                if (registry.Find(observation.Id) is not null)
                    observed[observation.Id] = observation;
                else
                    orphans.Notice(driver, observation.Id);
        await ForEachAsync(registry.All, AtOnce, async (sandbox, token) =>
        {
            using var turn = await sandbox.TakeTurnAsync(token);
            await reconciler.TryAsync(sandbox, observed.GetValueOrDefault(sandbox.Id), token);
            if (sandbox.IsConnected)
                _adopted.Enqueue(sandbox);
        }, cancellationToken);
    }

    /// <summary>Asks every guest that was taken over for a sign of life, and ends those that give none.</summary>
    public Task GreetAsync(CancellationToken cancellationToken) =>
        ForEachAsync(_adopted, GreetedAtOnce, reconciler.GreetAsync, cancellationToken);

    private static Task ForEachAsync(IEnumerable<Sandbox> sandboxes, int atOnce, Func<Sandbox, CancellationToken, ValueTask> act, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(sandboxes, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken }, act);
}
