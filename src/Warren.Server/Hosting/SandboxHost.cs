using Warren.Sandboxes;

namespace Warren.Server.Hosting;

/// <summary>Takes over the sandboxes that an earlier server left, before the first request is served.</summary>
internal sealed class SandboxHost(SandboxService sandboxes) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => sandboxes.StartAsync(cancellationToken);

    /// <summary>Nothing is to be done: sandboxes run on without a server.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
