using System.Threading.Channels;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Sandboxes.Drivers;

namespace Warren.TestKit.Fakes;

/// <summary>A driver whose engine does as a test says. It keeps the whole driver contract, so the conformance suite runs on it.</summary>
public sealed class FakeDriver(FakeEngine engine, string name = "fake") : IPausableDriver, IResizableDriver, IStatisticsDriver, IVolumeDriver
{
    private readonly Channel<SandboxObservation> _observations = Channel.CreateUnbounded<SandboxObservation>();

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public DriverCapabilities Capabilities { get; init; } = new()
    {
        Runtimes = ["pretend"],
        Networks = [NetworkPolicy.None.Mode],
        Limits = ["cpu", "memory", "disk", "pids"],
    };

    /// <inheritdoc/>
    public IReadOnlyList<string> LiveLimits { get; init; } = ["cpu", "memory", "disk", "pids"];

    /// <inheritdoc/>
    public Task<IReadOnlyList<HostCheck>> CheckHostAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<HostCheck>>([new() { Name = "pretending", Passed = true, Required = true, Found = "yes" }]);

    /// <inheritdoc/>
    public async Task CreateAsync(DriverSandbox sandbox, CancellationToken cancellationToken)
    {
        var made = engine.Sandboxes.GetOrAdd(sandbox.Id, _ => new());
        try
        {
            await engine.DoAsync("create", sandbox.Id, cancellationToken);
            made.Spec = sandbox.Spec;
            made.Volume = sandbox.Volume?.Id;
            made.Condition = EngineCondition.Stopped;
        }
        catch
        {
            engine.Sandboxes.TryRemove(sandbox.Id, out _);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task StartAsync(string id, CancellationToken cancellationToken)
    {
        await engine.DoAsync("start", id, cancellationToken);
        var sandbox = Find(id);
        if (sandbox.Volume is { } volume)
            CheckFree(volume, sandbox);
        if (sandbox.Condition is not (EngineCondition.Running or EngineCondition.Paused))
            await sandbox.StartGuestAsync(engine);
    }

    /// <inheritdoc/>
    public async Task StopAsync(string id, TimeSpan grace, CancellationToken cancellationToken)
    {
        await engine.DoAsync("stop", id, cancellationToken);
        var sandbox = Find(id);
        await sandbox.EndGuestAsync();
        sandbox.Condition = EngineCondition.Stopped;
    }

    /// <inheritdoc/>
    public async Task DestroyAsync(string id, CancellationToken cancellationToken)
    {
        await engine.DoAsync("destroy", id, cancellationToken);
        if (engine.Sandboxes.TryRemove(id, out var sandbox))
            await sandbox.EndGuestAsync();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SandboxObservation>> ListAsync(CancellationToken cancellationToken)
    {
        await engine.DoAsync("list", "", cancellationToken);
        return [.. engine.Sandboxes.Select(sandbox => new SandboxObservation(sandbox.Key, sandbox.Value.Condition, sandbox.Value.Reason))];
    }

    /// <inheritdoc/>
    public Task<SandboxObservation?> ObserveAsync(string id, CancellationToken cancellationToken) => Task.FromResult(
        engine.Sandboxes.TryGetValue(id, out var sandbox) ? new SandboxObservation(id, sandbox.Condition, sandbox.Reason) : null);

    /// <inheritdoc/>
    public IAsyncEnumerable<SandboxObservation> WatchAsync(CancellationToken cancellationToken) => _observations.Reader.ReadAllAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Stream> OpenGuestAsync(string id, CancellationToken cancellationToken) => new(Find(id).OpenGuest());

    /// <inheritdoc/>
    public async Task PauseAsync(string id, CancellationToken cancellationToken)
    {
        await engine.DoAsync("pause", id, cancellationToken);
        Find(id).Freeze();
        Find(id).Condition = EngineCondition.Paused;
    }

    /// <inheritdoc/>
    public async Task ResumeAsync(string id, CancellationToken cancellationToken)
    {
        await engine.DoAsync("resume", id, cancellationToken);
        Find(id).Thaw();
        Find(id).Condition = EngineCondition.Running;
    }

    /// <inheritdoc/>
    public async Task ResizeAsync(string id, SandboxSpec spec, CancellationToken cancellationToken)
    {
        var sandbox = Find(id);
        await engine.DoAsync("resize", id, cancellationToken);
        if (spec.Disk < sandbox.Spec!.Disk)
            throw new WarrenException(new Dictionary<string, string[]> { ["disk"] = ["a disk cannot be made smaller"] }, ErrorCode.CapabilityMissing);
        sandbox.Spec = sandbox.Spec! with { Cpu = spec.Cpu, Memory = spec.Memory, Disk = spec.Disk, Pids = spec.Pids };
    }

    /// <inheritdoc/>
    public async Task<SandboxUsage> ReadStatisticsAsync(string id, CancellationToken cancellationToken)
    {
        await engine.DoAsync("measure", id, cancellationToken);
        return Find(id) is { Condition: EngineCondition.Running or EngineCondition.Paused } sandbox
            ? sandbox.Usage
            : throw new WarrenException(ErrorCode.InvalidState, $"Sandbox {id} does not run.");
    }

    /// <inheritdoc/>
    public double? ReadCpuSeconds(string id) => engine.Sandboxes.TryGetValue(id, out var sandbox) ? sandbox.Usage.CpuSeconds : null;

    /// <inheritdoc/>
    public long CountOomKills(string id) => engine.Sandboxes.TryGetValue(id, out var sandbox) ? sandbox.Usage.OomKills : 0;

    /// <inheritdoc/>
    public async Task CreateVolumeAsync(string id, long size, CancellationToken cancellationToken)
    {
        await engine.DoAsync("create-volume", id, cancellationToken);
        engine.Volumes.TryAdd(id, new(size));
    }

    /// <inheritdoc/>
    public async Task CopyVolumeAsync(string from, string to, CancellationToken cancellationToken)
    {
        await engine.DoAsync("copy-volume", to, cancellationToken);
        engine.Volumes.TryAdd(to, engine.Volumes.TryGetValue(from, out var source) ? source : throw NoVolume(from));
    }

    /// <inheritdoc/>
    public async Task DeleteVolumeAsync(string id, CancellationToken cancellationToken)
    {
        await engine.DoAsync("delete-volume", id, cancellationToken);
        if (engine.Volumes.ContainsKey(id))
            CheckFree(id, null);
        engine.Volumes.TryRemove(id, out _);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListVolumesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([.. engine.Volumes.Keys]);

    /// <summary>Kills a guest, as the kernel might.</summary>
    public async Task KillGuestAsync(string id, string reason)
    {
        var sandbox = Find(id);
        await sandbox.EndGuestAsync();
        (sandbox.Condition, sandbox.Reason) = (EngineCondition.Ended, reason);
        await _observations.Writer.WriteAsync(new(id, EngineCondition.Ended, reason));
    }

    private static WarrenException NoVolume(string id) => new(ErrorCode.NotFound, $"There is no volume '{id}'.");

    private void CheckFree(string volume, FakeSandbox? user)
    {
        if (!engine.Volumes.ContainsKey(volume))
            throw NoVolume(volume);
        if (engine.Sandboxes.Values.Any(other => other != user && other.Volume == volume && other.Condition is (EngineCondition.Running or EngineCondition.Paused)))
            throw new WarrenException(ErrorCode.InvalidState, $"The volume {volume} is used by another sandbox; only one can write to it at a time.");
    }

    private FakeSandbox Find(string id) => engine.Sandboxes.TryGetValue(id, out var sandbox)
        ? sandbox
        : throw new WarrenException(ErrorCode.SandboxFailed, $"Sandbox {id} was not made.");
}
