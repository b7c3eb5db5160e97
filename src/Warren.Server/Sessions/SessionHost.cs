using Warren.Sessions;

namespace Warren.Server.Sessions;

/// <summary>Takes over the sessions that an earlier server left, once their sandboxes are taken over.</summary>
internal sealed class SessionHost(SessionService sessions) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => sessions.StartAsync(cancellationToken);

    /// <summary>Nothing is to be done: sandboxes and agents run on without a server.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
