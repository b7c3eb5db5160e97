using Warren.Sandboxes;
using Warren.Sandboxes.Leases;
using Warren.Storage;

namespace Warren.Server.Hosting;

/// <summary>Takes over the sandboxes that an earlier server left, before the first request is served.</summary>
/// <param name="sandboxes">The sandboxes.</param>
/// <param name="store">Where they are recorded.</param>
/// <param name="leases">The leases that it may have had.</param>
/// <param name="records">The folder in which versions before the database kept the records.</param>
internal sealed class SandboxHost(SandboxService sandboxes, ISandboxStore store, ILeases leases, string records) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await leases.GiveBackAllAsync(cancellationToken);
        await RecordFiles.ImportAsync(records, store, cancellationToken);
        await sandboxes.StartAsync(cancellationToken);
    }

    /// <summary>Nothing is to be done: sandboxes run on without a server.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
