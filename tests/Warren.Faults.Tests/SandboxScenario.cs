namespace Warren.Faults.Tests;

/// <summary>Sandboxes, and runs of tools.</summary>
internal sealed class SandboxScenario(FaultHost host, Round round) : IScenario
{
    private readonly Workload _workload = new(new(host.Server, round), round);

    /// <inheritdoc/>
    public Task WorkAsync(CancellationToken cancellationToken) => _workload.RunAsync(cancellationToken);

    /// <inheritdoc/>
    public Task InspectAsync(CancellationToken cancellationToken) => new Inspection(host, round, _workload).RunAsync(cancellationToken);
}
