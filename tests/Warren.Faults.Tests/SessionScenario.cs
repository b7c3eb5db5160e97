namespace Warren.Faults.Tests;

/// <summary>Sessions.</summary>
internal sealed class SessionScenario(FaultHost host, Round round) : IScenario
{
    private readonly SessionWorkload _workload = new(new(host.Server, round), round);

    /// <inheritdoc/>
    public Task WorkAsync(CancellationToken cancellationToken) => _workload.RunAsync(cancellationToken);

    /// <inheritdoc/>
    public Task InspectAsync(CancellationToken cancellationToken) => new SessionInspection(host, round, _workload).RunAsync(cancellationToken);
}
