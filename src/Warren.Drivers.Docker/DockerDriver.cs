using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Drivers.Docker.Engine;
using Warren.Drivers.Docker.Guests;
using Warren.Drivers.Docker.Images;
using Warren.Drivers.GuestFiles;
using Warren.Images;
using Warren.Sandboxes;
using Warren.Sandboxes.Drivers;

namespace Warren.Drivers.Docker;

/// <summary>
/// Sandboxes as containers of an engine that serves the Docker Engine API, here or elsewhere: Docker or Podman. Nothing assumes that a path of this
/// host is there. Actions on one sandbox must not run at the same time; on different ones they may.
/// </summary>
public sealed class DockerDriver : IPausableDriver, IAsyncDisposable
{
    private readonly DockerDriverOptions _options;
    private readonly EngineClient _engine;
    private readonly ContainerNames _names;
    private readonly ContainerPlans _plans;
    private readonly SandboxContainers _containers;
    private readonly StartMarks _marks;
    private readonly EngineImages _images;
    private readonly GuestVolume _guest;
    private readonly GuestConnections _connections;
    private readonly EngineWatch _watch;
    private readonly SemaphoreSlim _starts;
    private volatile EngineFacts? _facts;

    /// <summary>Creates the driver; the engine is not asked for anything yet.</summary>
    /// <param name="options">Where it finds its engine.</param>
    /// <param name="images">The store of the images that it is asked for, opened when the first is needed.</param>
    /// <param name="time">The clock.</param>
    public DockerDriver(DockerDriverOptions options, Func<ImageService> images, TimeProvider time)
    {
        _options = options;
        _engine = new(options.Engine, options.StepDeadline, time);
        _names = new(options.InstallationId);
        _plans = new(_names, options);
        _containers = new(_engine, _names, options.StepDeadline, time);
        _marks = new(Path.Combine(options.StateFolder, "started"));
        _images = new(_engine, images);
        _guest = new(_engine, _names, _plans, new(Path.Combine(options.StateFolder, "guest"), options.GuestBinary, options.SeccompProfile));
        _connections = new(_engine, _names, time);
        _watch = new(_engine, _names, ObserveAsync, LookAsync, time);
        _starts = new(options.ConcurrentStarts);
    }

    /// <inheritdoc/>
    public string Name => "docker";

    /// <summary>As the engine said last; nothing before it was first reached, which <see cref="ListAsync"/> does.</summary>
    public DriverCapabilities Capabilities => _facts is { } facts
        ? new()
        {
            Runtimes = facts is { IsNewEnough: true, IsOurKind: true } ? facts.Runtimes : [],
            Networks = [NetworkPolicy.None.Mode],
            Limits = [.. LimitsOf(facts)],
        }
        : new() { Runtimes = [], Networks = [], Limits = [] };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HostCheck>> CheckHostAsync(CancellationToken cancellationToken)
    {
        try
        {
            return [.. DockerHostChecks.Run(_options, await ReadFactsAsync(cancellationToken), null)];
        }
        catch (Exception failure) when (failure is WarrenException or EngineRefusal)
        {
            return [.. DockerHostChecks.Run(_options, null, failure.Message)];
        }
    }

    /// <inheritdoc/>
    public Task CreateAsync(DriverSandbox sandbox, CancellationToken cancellationToken) => TryAsync("make the sandbox", async () =>
    {
        var facts = _facts ?? await ReadFactsAsync(cancellationToken);
        RequireAllowed(facts);
        try
        {
            EngineImage image;
            string volume;
            using (SandboxTelemetry.Step("docker.image", sandbox.Id))
                image = await _images.EnsureAsync(sandbox.Image.Digest, cancellationToken);
            using (SandboxTelemetry.Step("docker.guest", sandbox.Id))
                volume = await _guest.EnsureAsync(image.Id, cancellationToken);
            using (SandboxTelemetry.Step("docker.create", sandbox.Id))
                await _containers.CreateAsync(sandbox.Id, _plans.Sandbox(sandbox, image, volume, facts));
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch
        {
            await RemoveAsync(sandbox.Id, CancellationToken.None);
            throw;
        }
        return true;
    });

    /// <inheritdoc/>
    public Task StartAsync(string id, CancellationToken cancellationToken) => TryAsync("start the sandbox", async () =>
    {
        var container = await _containers.RequireAsync(id, cancellationToken);
        if (container.State.Running)
            return true;
        await _watch.StartAsync(cancellationToken);
        await _starts.WaitAsync(cancellationToken);
        try
        {
            await StartAsync(id, container, cancellationToken);
        }
        finally
        {
            _starts.Release();
        }
        return true;
    });

    /// <inheritdoc/>
    public Task StopAsync(string id, TimeSpan grace, CancellationToken cancellationToken) => TryAsync("stop the sandbox", async () =>
    {
        if (await _containers.FindAsync(id, cancellationToken) is { } container)
            await _containers.EndAsync(id, container, grace, cancellationToken);
        await _connections.CloseAsync(id);
        _marks.Remove(id);
        return true;
    });

    /// <inheritdoc/>
    public Task DestroyAsync(string id, CancellationToken cancellationToken) => TryAsync("remove the sandbox", async () =>
    {
        await RemoveAsync(id, cancellationToken);
        return true;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<SandboxObservation>> ListAsync(CancellationToken cancellationToken) => TryAsync("list sandboxes", async () =>
    {
        if (_facts is null)
            await ReadFactsAsync(cancellationToken);
        await _watch.StartAsync(cancellationToken);
        return await ReadAllAsync(cancellationToken);
    });

    /// <inheritdoc/>
    public Task<SandboxObservation?> ObserveAsync(string id, CancellationToken cancellationToken) => TryAsync("look at the sandbox", async () =>
        await _containers.FindAsync(id, cancellationToken) is { } container ? Observe(id, container) : null);

    /// <inheritdoc/>
    public async IAsyncEnumerable<SandboxObservation> WatchAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _watch.StartAsync(cancellationToken);
        await foreach (var observation in _watch.ReadAsync(cancellationToken))
            yield return observation;
    }

    /// <inheritdoc/>
    public ValueTask<Stream> OpenGuestAsync(string id, CancellationToken cancellationToken) => _connections.OpenAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task PauseAsync(string id, CancellationToken cancellationToken) => TryAsync("pause the sandbox", async () =>
    {
        if (await _containers.RequireRunningAsync(id, cancellationToken) is { State.Paused: false })
            await _containers.PauseAsync(id, cancellationToken);
        return true;
    });

    /// <inheritdoc/>
    public Task ResumeAsync(string id, CancellationToken cancellationToken) => TryAsync("resume the sandbox", async () =>
    {
        if (await _containers.RequireRunningAsync(id, cancellationToken) is { State.Paused: true })
            await _containers.ResumeAsync(id, cancellationToken);
        return true;
    });

    /// <summary>Lets go of the engine. Sandboxes run on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        await _connections.DisposeAsync();
        _images.Dispose();
        _guest.Dispose();
        _starts.Dispose();
        _engine.Dispose();
    }

    internal EngineClient Engine => _engine;

    internal ContainerNames Names => _names;

    private IEnumerable<string> LimitsOf(EngineFacts facts)
    {
        if (facts.Info.CpuCfsQuota)
            yield return "cpu";
        if (facts.Info.MemoryLimit)
            yield return "memory";
        if (facts.LimitsDisks || _options.AllowedLacks.Contains(EngineLacks.Disk))
            yield return "disk";
        if (facts.Info.PidsLimit)
            yield return "pids";
    }

    private void RequireAllowed(EngineFacts facts)
    {
        if (!_options.AllowedLacks.Contains(EngineLacks.Ids))
            throw new WarrenException(ErrorCode.CapabilityMissing,
                "The container engine gives sandboxes no user ids of their own; an operator allows that with WARREN_DOCKER_ALLOW=ids, or uses the driver oci.");
        if (!facts.LimitsDisks && !_options.AllowedLacks.Contains(EngineLacks.Disk))
            throw new WarrenException(new Dictionary<string, string[]>
            {
                ["disk"] = [$"the container engine cannot limit it ({facts.StorageText}); an operator allows that with WARREN_DOCKER_ALLOW=disk"],
            }, ErrorCode.CapabilityMissing);
    }

    private async Task StartAsync(string id, ContainerDetails container, CancellationToken cancellationToken)
    {
        try
        {
            await _connections.CloseAsync(id);
            _marks.Write(id, container.State.StartedAt ?? "");
            using (SandboxTelemetry.Step("docker.start", id))
                await _containers.StartAsync(id);
            cancellationToken.ThrowIfCancellationRequested();
            using (SandboxTelemetry.Step("docker.connect", id))
                await (await _connections.OpenAsync(id, cancellationToken)).DisposeAsync();
        }
        catch (Exception failure)
        {
            var said = failure is IOException ? await _containers.ReadLogAsync(id) : null;
            if (failure is EngineRefusal)
                _guest.Forget();
            if (await _containers.FindAsync(id, CancellationToken.None) is { } begun)
                await _containers.EndAsync(id, begun, TimeSpan.Zero, CancellationToken.None);
            await _connections.CloseAsync(id);
            _marks.Remove(id);
            if (failure is IOException)
                throw new WarrenException(ErrorCode.SandboxFailed, $"The guest did not start: {failure.Message} {said}".TrimEnd(), failure);
            throw;
        }
    }

    private async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await _connections.CloseAsync(id);
        await _containers.RemoveAsync(id, cancellationToken);
        _marks.Remove(id);
    }

    private SandboxObservation Observe(string id, ContainerDetails container)
    {
        var state = container.State;
        if (state.Running)
            return new(id, state.Paused ? EngineCondition.Paused : EngineCondition.Running);
        // Where the mark says when it was started before, the start that it is of did not come to pass.
        if (_marks.Find(id) is not { } before || before == (state.StartedAt ?? ""))
            return new(id, EngineCondition.Stopped);
        return new(id, EngineCondition.Ended, state is { OOMKilled: true, ExitCode: 137 }
            ? "The sandbox used up its memory and the kernel killed its guest."
            : "The guest ended unexpectedly.");
    }

    private async Task<IReadOnlyList<SandboxObservation>> ReadAllAsync(CancellationToken cancellationToken)
    {
        List<SandboxObservation> observations = [];
        foreach (var id in await _containers.ListAsync(cancellationToken))
            if (await ObserveAsync(id, cancellationToken) is { } observation)
                observations.Add(observation);
        return observations;
    }

    // An engine that was away may come back as another version.
    private async Task<IReadOnlyList<SandboxObservation>> LookAsync(CancellationToken cancellationToken)
    {
        await ReadFactsAsync(cancellationToken);
        return await ReadAllAsync(cancellationToken);
    }

    // Podman looks up the packages of its helpers for it, which takes seconds: so not at every call.
    private async Task<EngineFacts> ReadFactsAsync(CancellationToken cancellationToken)
    {
        var version = await _engine.GetAsync("version", EngineJson.Default.EngineVersion, cancellationToken);
        return _facts = new(version, await _engine.GetAsync("info", EngineJson.Default.EngineInfo, cancellationToken));
    }

    private static async Task<T> TryAsync<T>(string what, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (EngineRefusal refusal)
        {
            throw new WarrenException(ErrorCode.EngineUnavailable, $"The container engine refused to {what}: {refusal.Message}", refusal);
        }
    }
}
