using Warren.Api.Sandboxes;

namespace Warren.Bench.Figures;

/// <summary>Sandboxes that have nothing to do, for the time of a measurement.</summary>
internal static class IdleSandboxes
{
    private const int AtOnce = 8;

    /// <summary>Makes some more.</summary>
    public static async Task AddAsync(BenchServer server, List<string> made, int count, CancellationToken cancellationToken) =>
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (_, token) =>
        {
            var sandbox = await server.Client.Sandboxes.CreateAsync(new SandboxSpec { Disk = 64 << 20 }, token);
            lock (made)
                made.Add(sandbox.Id);
        });

    /// <summary>Removes them.</summary>
    public static Task RemoveAsync(BenchServer server, List<string> made, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(made, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (sandbox, token) =>
            await server.Client.Sandboxes.DeleteAsync(sandbox, token));
}
