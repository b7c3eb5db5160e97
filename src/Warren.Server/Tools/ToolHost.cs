using Warren.Tools.Runs;

namespace Warren.Server.Tools;

/// <summary>Goes on with the runs that an earlier server left, once their sandboxes are taken over.</summary>
internal sealed class ToolHost(ToolRuns runs) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => runs.StartAsync(cancellationToken);

    /// <summary>Nothing is to be done: what runs goes on without a server.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
