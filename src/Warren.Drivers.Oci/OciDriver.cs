using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Threading.Channels;
using Warren.Api;
using Warren.Api.Sandboxes;
using Warren.Drivers.GuestFiles;
using Warren.Drivers.Oci.Cgroups;
using Warren.Drivers.Oci.Linux;
using Warren.Drivers.Oci.Rootfs;
using Warren.Drivers.Oci.Runtime;
using Warren.Drivers.Oci.Volumes;
using Warren.Sandboxes;
using Warren.Sandboxes.Drivers;

namespace Warren.Drivers.Oci;

/// <summary>
/// Sandboxes by an OCI runtime on this host: namespaces with an id range of their own, an overlay over shared image
/// layers, a disk and a cgroup each. Actions on one sandbox must not run at the same time; on different ones they may.
/// </summary>
public sealed class OciDriver : IPausableDriver, IResizableDriver, IStatisticsDriver, ICellDriver, IVolumeDriver, IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int TriesAtOnce = 10;
    private const int TriesBeforeThaw = 50;
    private static readonly TimeSpan FreezePause = TimeSpan.FromMilliseconds(1);

    private readonly OciDriverOptions _options;
    private readonly TimeProvider _time;
    private readonly CgroupHost _cgroups = CgroupHost.Detect();
    private readonly FrozenCgroup _frozen;
    private readonly ProcessWatcher _watcher = new();
    private readonly SemaphoreSlim _starts;
    private readonly OciRuntime _runtime;
    private readonly DiskTemplates _disks;
    private readonly VolumeFolder _volumes;
    private readonly SandboxStarter _starter;
    private readonly SandboxCleaner _cleaner;
    private readonly SandboxResizer _resizer;
    private readonly HostFolders _folders;
    private readonly Channel<SandboxObservation> _observations = Channel.CreateUnbounded<SandboxObservation>();
    private readonly ConcurrentDictionary<string, WatchedGuest> _watched = new();
    private readonly ConcurrentDictionary<string, Lazy<GuestDoor>> _doors = new();

    /// <summary>Creates the driver; nothing on the host is touched yet.</summary>
    public OciDriver(OciDriverOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _starts = new(options.ConcurrentStarts);
        _frozen = new FrozenCgroup(_cgroups, SandboxPaths.FrozenCgroup(options));
        _runtime = new OciRuntime(options, _watcher, new MoveAhead(_cgroups));
        _disks = new DiskTemplates(Path.Combine(options.StateFolder, "disks"), DiskLayout.Overlay);
        _volumes = new VolumeFolder(options, new(Path.Combine(options.StateFolder, "volume-disks"), DiskLayout.Volume), time);
        _folders = new HostFolders(options);
        _starter = new SandboxStarter(options, _runtime, new GuestFolder(Path.Combine(options.StateFolder, "guest"), options.GuestBinary, options.SeccompProfile, FolderLock.Own), _folders, _cgroups, new(_cgroups, _disks, options.StepDeadline, time), _volumes);
        _resizer = new SandboxResizer(_cgroups, new DiskGrowth(time));
        _cleaner = new SandboxCleaner(options, _cgroups, _watcher, time);
        Capabilities = new()
        {
            Runtimes = [.. options.Runtimes.Where(name => OciHostChecks.CanRun(name, _cgroups))],
            Networks = [NetworkPolicy.None.Mode],
            Limits = ["cpu", "memory", "disk", "pids"],
            MountRoots = options.MountRoots,
        };
        LiveLimits = DiskGrowth.WorksOnline ? ["cpu", "memory", "disk", "pids"] : ["cpu", "memory", "pids"];
    }

    /// <inheritdoc/>
    public string Name => "oci";

    /// <inheritdoc/>
    public DriverCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> LiveLimits { get; }

    /// <inheritdoc/>
    public Task<IReadOnlyList<HostCheck>> CheckHostAsync(CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<HostCheck>>(() => [.. OciHostChecks.Run(_options, _cgroups)], cancellationToken);

    /// <inheritdoc/>
    public async Task CreateAsync(DriverSandbox sandbox, CancellationToken cancellationToken)
    {
        var paths = new SandboxPaths(_options, sandbox.Id);
        _folders.Check(sandbox.Spec);
        try
        {
            Directory.CreateDirectory(paths.State);
            using (SandboxTelemetry.Step("create.disk", sandbox.Id))
                await _disks.CreateAsync(sandbox.Spec.Disk!.Value, paths.Disk, cancellationToken);
            using (SandboxTelemetry.Step("create.made", sandbox.Id))
                SandboxFiles.Write(paths.Made, new MadeSandbox(sandbox.Spec, sandbox.Image.LayerPaths, sandbox.Cells, sandbox.Volume));
        }
        catch
        {
            await _cleaner.DestroyAsync(paths, CancellationToken.None);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task StartAsync(string id, CancellationToken cancellationToken)
    {
        var paths = new SandboxPaths(_options, id);
        var made = ReadMade(paths);
        if (FindGuest(paths) is { } running)
        {
            running.Dispose();
            return;
        }
        await _starts.WaitAsync(cancellationToken);
        try
        {
            await StartAsync(paths, made, cancellationToken);
        }
        finally
        {
            _starts.Release();
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(string id, TimeSpan grace, CancellationToken cancellationToken)
    {
        var paths = new SandboxPaths(_options, id);
        using (var guest = FindGuest(paths))
        {
            if (grace > TimeSpan.Zero && guest?.Signal(SigTerm) == true)
                await Task.WhenAny(_watcher.WaitAsync(guest), Task.Delay(grace, _time, cancellationToken));
            await EndAsync(paths, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task DestroyAsync(string id, CancellationToken cancellationToken)
    {
        var paths = new SandboxPaths(_options, id);
        await _cleaner.DestroyAsync(paths, cancellationToken);
        await ForgetAsync(id);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SandboxObservation>> ListAsync(CancellationToken cancellationToken) => Task.Run<IReadOnlyList<SandboxObservation>>(() =>
    {
        _runtime.KillLeftovers();
        IdRangeLease.ReleaseOrphans(_options);
        var ids = Names(SandboxPaths.StateRoot(_options)).Union(Names(SandboxPaths.RunRoot(_options)));
        return [.. ids.Select(id => Restored(id)).OfType<SandboxObservation>()];
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<SandboxObservation?> ObserveAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Observe(id));

    /// <inheritdoc/>
    public IAsyncEnumerable<SandboxObservation> WatchAsync(CancellationToken cancellationToken) =>
        _observations.Reader.ReadAllAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Stream> OpenGuestAsync(string id, CancellationToken cancellationToken)
    {
        if (_doors.TryGetValue(id, out var door))
            return await door.Value.TakeAsync(cancellationToken);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(new SandboxPaths(_options, id).Socket), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task PauseAsync(string id, CancellationToken cancellationToken) => FreezeAsync(id, true, cancellationToken);

    /// <inheritdoc/>
    public Task ResumeAsync(string id, CancellationToken cancellationToken) => FreezeAsync(id, false, cancellationToken);

    /// <inheritdoc/>
    public async Task ResizeAsync(string id, SandboxSpec spec, CancellationToken cancellationToken)
    {
        var paths = new SandboxPaths(_options, id);
        var made = ReadMade(paths);
        using var guest = FindGuest(paths);
        await _resizer.ResizeAsync(paths, made, spec, guest is null ? null : action => WhileFrozenAsync(paths, action), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<SandboxUsage> ReadStatisticsAsync(string id, CancellationToken cancellationToken)
    {
        var paths = new SandboxPaths(_options, id);
        if (FindStarted(paths) is not { } started || ProcessIdentity.Of(started.Guest.Pid) != started.Guest)
            throw NotRunning(id);
        var cgroup = _cgroups.Open(paths.Cgroup);
        var (received, sent) = NetworkUsage.Of(started.Guest.Pid);
        return Task.FromResult(new SandboxUsage
        {
            CpuSeconds = cgroup.CpuSeconds,
            MemoryBytes = cgroup.MemoryBytes,
            MemoryPeakBytes = cgroup.MemoryPeakBytes,
            // A kernel of the sandbox's own shows the host no root file system, only what it wrote out to the disk.
            DiskBytes = _doors.ContainsKey(id) ? DiskUsage.OfFile(paths.Disk) : DiskUsage.OfRoot(started.Guest.Pid),
            Pids = cgroup.Pids,
            OomKills = cgroup.OomKills,
            NetworkReceivedBytes = received,
            NetworkSentBytes = sent,
        });
    }

    /// <inheritdoc/>
    public double? ReadCpuSeconds(string id) => _cgroups.Open(new SandboxPaths(_options, id).Cgroup).CpuSeconds is > 0 and var seconds ? seconds : null;

    /// <inheritdoc/>
    public long CountOomKills(string id) => _cgroups.Open(new SandboxPaths(_options, id).Cgroup).OomKills;

    /// <inheritdoc/>
    public IReadOnlyList<string> CellRuntimes => [.. Capabilities.Runtimes.Where(name => RuntimeTraits.Of(name).HoldsCells)];

    /// <inheritdoc/>
    public long CountOomKills(string id, int slot) => _cgroups.Open(new SandboxPaths(_options, id).CellCgroup(slot)).OomKills;

    /// <inheritdoc/>
    public Task CreateVolumeAsync(string id, long size, CancellationToken cancellationToken) => _volumes.CreateAsync(id, size, cancellationToken);

    /// <inheritdoc/>
    public Task CopyVolumeAsync(string from, string to, CancellationToken cancellationToken) => _volumes.CopyAsync(from, to, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteVolumeAsync(string id, CancellationToken cancellationToken) => _volumes.DeleteAsync(id, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListVolumesAsync(CancellationToken cancellationToken) => Task.Run(_volumes.List, cancellationToken);

    /// <summary>Stops watching. Sandboxes run on.</summary>
    public async ValueTask DisposeAsync()
    {
        _watcher.Dispose();
        await Task.WhenAll(_watched.Values.Select(watch => watch.Ended.Value)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _observations.Writer.TryComplete();
        foreach (var id in _doors.Keys)
            if (_doors.TryRemove(id, out var door))
                await door.Value.DisposeAsync();
        _starts.Dispose();
        _frozen.Remove();
        _cleaner.RemoveInstallation();
    }

    private async Task StartAsync(SandboxPaths paths, MadeSandbox made, CancellationToken cancellationToken)
    {
        if (Directory.Exists(paths.Run))
            await EndAsync(paths, cancellationToken);
        try
        {
            var started = await _starter.StartAsync(paths, made, firstHostId => OpenDoor(paths, made, firstHostId), cancellationToken);
            Watch(paths, started);
        }
        catch
        {
            await EndAsync(paths, CancellationToken.None);
            throw;
        }
    }

    private async Task EndAsync(SandboxPaths paths, CancellationToken cancellationToken)
    {
        await _cleaner.EndAsync(paths, cancellationToken);
        await ForgetAsync(paths.Id);
    }

    private async Task FreezeAsync(string id, bool frozen, CancellationToken cancellationToken)
    {
        var paths = new SandboxPaths(_options, id);
        if (FindStarted(paths) is not { } started || ProcessIdentity.Of(started.Guest.Pid) != started.Guest)
            throw NotRunning(id);
        using var step = SandboxTelemetry.Step(frozen ? "pause.freeze" : "resume.thaw", id);
        var cgroup = _cgroups.Open(paths.Cgroup);
        using var timer = new CancellationTokenSource(_options.StepDeadline, _time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            _frozen.Make();
            // Version 1 may give up on a process that was just forking, so it is asked until it is done; and it may hang
            // on one for good, which a moment of going on frees, as runc does it too (libcontainer, fs/freezer.go).
            cgroup.Freeze(frozen);
            for (var tries = 1; cgroup.IsFrozen != frozen; tries++)
            {
                // A few threads come to their stop in a fraction of the least time that a timer waits.
                if (tries <= TriesAtOnce)
                {
                    Thread.Yield();
                    continue;
                }
                if (frozen && tries % TriesBeforeThaw == 0)
                    cgroup.Freeze(false);
                await Task.Delay(FreezePause, _time, deadline.Token);
                cgroup.Freeze(frozen);
            }
        }
        catch (OperationCanceledException)
        {
            cgroup.Freeze(!frozen);
            cancellationToken.ThrowIfCancellationRequested();
            throw new WarrenException(ErrorCode.DeadlineExceeded, $"Sandbox {id} could not be {(frozen ? "paused" : "resumed")} within {_options.StepDeadline.TotalSeconds} s; it goes on as before.");
        }
    }

    private SandboxObservation? Restored(string id)
    {
        var paths = new SandboxPaths(_options, id);
        if (File.Exists(paths.Resizing) && SandboxFiles.Read<MadeSandbox>(paths.Made) is { } made)
            _resizer.Restore(paths, made);
        return Observe(id);
    }

    private SandboxObservation? Observe(string id)
    {
        var paths = new SandboxPaths(_options, id);
        if (SandboxFiles.Read<MadeSandbox>(paths.Made) is not { } made)
            return Directory.Exists(paths.State) || Directory.Exists(paths.Run) ? new(id, EngineCondition.Partial) : null;
        if (SandboxFiles.Read<StartedSandbox>(paths.Started) is not { } started)
            return new(id, EngineCondition.Stopped);
        if (ProcessIdentity.Of(started.Guest.Pid) != started.Guest)
            return new(id, EngineCondition.Ended, ReasonOfEnd(paths));
        OpenDoor(paths, made, started.FirstHostId);
        Watch(paths, started);
        return new(id, _cgroups.Open(paths.Cgroup).IsFrozen ? EngineCondition.Paused : EngineCondition.Running);
    }

    private string ReasonOfEnd(SandboxPaths paths) => _cgroups.Open(paths.Cgroup).OomKills > 0
        ? "The sandbox used up its memory and the kernel killed its guest."
        : "The guest ended unexpectedly.";

    private void Watch(SandboxPaths paths, StartedSandbox started) =>
        _ = _watched.GetOrAdd(paths.Id, _ => new(started, new(() => WatchGuestAsync(paths, started)))).Ended.Value;

    private void OpenDoor(SandboxPaths paths, MadeSandbox made, uint firstHostId)
    {
        if (!RuntimeTraits.Of(made.Spec.Runtime!).PassesDescriptors)
            _ = _doors.GetOrAdd(paths.Id, _ => new(() => GuestDoor.Open(paths, firstHostId, _time))).Value;
    }

    private async Task WatchGuestAsync(SandboxPaths paths, StartedSandbox started)
    {
        using var guest = PidFd.Open(started.Guest);
        if (guest is not null)
            await _watcher.WaitAsync(guest);
        // Whoever ended it on purpose removes this file after; the reader then observes anew and finds nothing amiss.
        if (SandboxFiles.Read<StartedSandbox>(paths.Started) == started)
            _observations.Writer.TryWrite(new(paths.Id, EngineCondition.Ended, ReasonOfEnd(paths)));
    }

    private async Task ForgetAsync(string id)
    {
        if (_watched.TryRemove(id, out var watch))
            await watch.Ended.Value;
        if (_doors.TryRemove(id, out var door))
            await door.Value.DisposeAsync();
    }

    // What is watched was started: to ask the file again would be most of the cost of a pause.
    private StartedSandbox? FindStarted(SandboxPaths paths) =>
        _watched.TryGetValue(paths.Id, out var watched) ? watched.Started : SandboxFiles.Read<StartedSandbox>(paths.Started);

    private static PidFd? FindGuest(SandboxPaths paths) =>
        SandboxFiles.Read<StartedSandbox>(paths.Started) is { } started ? PidFd.Open(started.Guest) : null;

    private static MadeSandbox ReadMade(SandboxPaths paths) => SandboxFiles.Read<MadeSandbox>(paths.Made)
        ?? throw new WarrenException(ErrorCode.SandboxFailed, $"Sandbox {paths.Id} was not made to its end; delete it and create another.");

    // Only version 2 kills for a limit that does not fit, so only there nothing may grow meanwhile.
    private async Task<bool> WhileFrozenAsync(SandboxPaths paths, Func<bool> action)
    {
        if (!_cgroups.IsUnified || _cgroups.Open(paths.Cgroup).IsFrozen)
            return action();
        await FreezeAsync(paths.Id, true, CancellationToken.None);
        try
        {
            return action();
        }
        finally
        {
            await FreezeAsync(paths.Id, false, CancellationToken.None);
        }
    }

    private static IEnumerable<string> Names(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path))
        : [];

    // Its guest, and what completes once that has ended.
    private sealed record WatchedGuest(StartedSandbox Started, Lazy<Task> Ended);

    private static WarrenException NotRunning(string id) => new(ErrorCode.InvalidState, $"Sandbox {id} does not run.");
}
