using System.Collections.Concurrent;
using Warren.Api;
using Warren.Sandboxes.Drivers;

namespace Warren.Sandboxes;

/// <summary>The drivers that are configured, by name.</summary>
internal sealed class SandboxDrivers(IEnumerable<ISandboxDriver> drivers)
{
    private readonly Dictionary<string, ISandboxDriver> _byName = drivers.ToDictionary(driver => driver.Name);
    private readonly ConcurrentDictionary<string, bool> _silent = new();

    /// <summary>Every driver.</summary>
    public IReadOnlyCollection<ISandboxDriver> All => _byName.Values;

    /// <summary>Their names.</summary>
    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>A driver by its name; null where it is not configured.</summary>
    public ISandboxDriver? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The driver of a sandbox that exists.</summary>
    public ISandboxDriver Get(SandboxRecord record) => Find(record.Snapshot.Spec.Driver!) ?? throw new WarrenException(
        ErrorCode.EngineUnavailable,
        $"Sandbox {record.Snapshot.Id} was made by the driver '{record.Snapshot.Spec.Driver}', which is not configured any more.");

    /// <summary>What keeps drivers from making sandboxes, as far as is known without asking them anew.</summary>
    public IEnumerable<string> Faults() => All.Where(driver => driver.Capabilities.Runtimes.Count == 0)
        .Select(driver => $"the driver '{driver.Name}' finds no runtime on this host")
        .Concat(_silent.Keys.Select(name => $"the engine of the driver '{name}' does not answer"));

    /// <summary>What exists on a driver's engine; whether it answers is remembered.</summary>
    public async Task<IReadOnlyList<SandboxObservation>> ListAsync(ISandboxDriver driver, CancellationToken cancellationToken)
    {
        try
        {
            var observed = await driver.ListAsync(cancellationToken);
            _silent.TryRemove(driver.Name, out _);
            return observed;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _silent[driver.Name] = true;
            throw;
        }
    }

    /// <summary>What every driver finds of the host.</summary>
    public async Task<IReadOnlyList<HostCheck>> CheckHostAsync(CancellationToken cancellationToken) =>
        [.. (await Task.WhenAll(All.Select(driver => driver.CheckHostAsync(cancellationToken)))).SelectMany(checks => checks)];
}
