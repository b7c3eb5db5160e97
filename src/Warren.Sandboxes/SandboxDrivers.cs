using Warren.Api;
using Warren.Sandboxes.Drivers;

namespace Warren.Sandboxes;

/// <summary>The drivers that are configured, by name.</summary>
internal sealed class SandboxDrivers(IEnumerable<ISandboxDriver> drivers)
{
    private readonly Dictionary<string, ISandboxDriver> _byName = drivers.ToDictionary(driver => driver.Name);

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

    /// <summary>What every driver finds of the host.</summary>
    public async Task<IReadOnlyList<HostCheck>> CheckHostAsync(CancellationToken cancellationToken) =>
        [.. (await Task.WhenAll(All.Select(driver => driver.CheckHostAsync(cancellationToken)))).SelectMany(checks => checks)];
}
